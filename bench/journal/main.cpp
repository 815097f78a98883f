// How many effects a second the journal takes: each has a durable intent before it and a durable outcome after it.
// Beside it, what the disk itself can: a page written and synced.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "core/state/lock.h"
#include "core/state/sqlite/sqlite_store.h"
#include "core/support/clock.h"

namespace {

using namespace trimtab;

constexpr const char* help =
    "bench_journal DIRECTORY [OPERATIONS]   on the file system to be measured; 2000 operations\n";

template <class Work>
double seconds_of(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

template <class Answer>
auto must(Answer answer) {
  if (!answer) {
    fmt::print(stderr, "{}\n", answer.error().message());
    std::exit(1);
  }
  if constexpr (!std::is_void_v<typename Answer::value_type>) return std::move(*answer);
}

Operation operation(std::uint64_t run, std::uint32_t seq) {
  Object object;
  object.id = Id("all", "config", fmt::format("file-{:06}", seq));
  object.driver = "file";
  object.desired = {{"path", fmt::format("/var/lib/trimtab/bench/run/all/file-{:06}/file", seq)}, {"text", "text\n"}};
  Operation one;
  one.run = run;
  one.seq = seq;
  one.id = object.id;
  one.action = Action::create;
  one.desired = std::move(object);
  return one;
}

/// Effects are done `together` at a time: as many intents, and then as many outcomes, are one commit.
double journal(Store& store, std::uint32_t count, std::uint32_t together) {
  const std::uint64_t run = must(store.begin({"0000-uid", "bench", "apply", 0, "digest", count, {}, {}, {}}));
  const double seconds = seconds_of([&] {
    for (std::uint32_t seq = 1; seq <= count;) {
      std::vector<Operation> intents;
      std::vector<Settlement> outcomes;
      for (std::uint32_t i = 0; i < together && seq <= count; ++i, ++seq) {
        intents.push_back(operation(run, seq));
        outcomes.push_back(
            {seq, OperationStatus::done, "native", "", Settlement::Inventory::put, intents.back().desired});
      }
      must(store.intend(intents));
      must(store.settle(run, outcomes));
    }
  });
  must(store.end(run, RunResult::partly, "measured", std::nullopt));
  return seconds;
}

double pages(const std::filesystem::path& file, std::uint32_t count) {
  const int page = ::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  const std::string text(4096, 'x');
  const double seconds = seconds_of([&] {
    for (std::uint32_t i = 0; i < count; ++i) {
      if (::pwrite(page, text.data(), text.size(), 0) < 0 || ::fdatasync(page) != 0) std::exit(1);
    }
  });
  ::close(page);
  return seconds;
}

void line(const std::string& what, std::uint32_t count, double seconds) {
  fmt::print("{:<44} {:>10.0f} {:>10.1f}\n", what, count / seconds, seconds / count * 1e6);
}

}  // namespace

int main(int count, char** words) {
  if (count < 2 || count > 3) {
    fmt::print(stderr, "{}", help);
    return 64;
  }
  const std::filesystem::path top = std::filesystem::path(words[1]) / fmt::format("journal-{}", ::getpid());
  const auto operations = static_cast<std::uint32_t>(count == 3 ? std::strtoul(words[2], nullptr, 10) : 2000);
  std::filesystem::create_directory(top);
  std::filesystem::permissions(top, std::filesystem::perms::owner_all);
  {
    Lock lock = must(Lock::acquire(top / "lock", LockHolder{}));
    const auto clock = make_system_clock();
    const auto store = must(SqliteStore::open_for_writing(top / "state.db", lock, *clock));
    fmt::print("{:<44} {:>10} {:>10}\n", "", "a second", "us each");
    line("a 4 KB page written and synced", operations, pages(top / "page", operations));
    line("an effect in the journal, one at a time", operations, journal(*store, operations, 1));
    line("an effect in the journal, 8 at a time", operations, journal(*store, operations, 8));
  }
  std::filesystem::remove_all(top);
  return 0;
}
