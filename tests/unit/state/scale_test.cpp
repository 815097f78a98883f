#include <fmt/format.h>

#include <catch2/catch_test_macros.hpp>
#include <chrono>
#include <ctime>

#include "tests/unit/state/store_contract.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {

constexpr std::size_t batch = 512;

/// Services of about 700 bytes.
std::vector<Object> services(std::size_t count) {
  std::vector<Object> objects;
  for (std::size_t number = 0; number < count; ++number) {
    Object object;
    object.id = Id("c" + std::to_string(number % 100), "workload", "w" + std::to_string(number), "1");
    object.driver = "service";
    object.desired = {{"command", {"/usr/bin/worker", "--number", std::to_string(number)}},
                      {"directory", "/var/lib/demo/" + std::to_string(number)},
                      {"env", {{"HOME", "/var/lib/demo"}, {"LANG", "C.UTF-8"}, {"NUMBER", std::to_string(number)}}},
                      {"ready", {{"tcp", {{"port", 10'000 + number}}}, {"period", 500}, {"threshold", 3}}},
                      {"stop", {{"signal", "TERM"}, {"grace", 60}}}};
    if (number > 0) object.needs = {Id("c0", "config", "n" + std::to_string(number - 1))};
    object.summary = "worker " + std::to_string(number);
    objects.push_back(std::move(object));
  }
  return objects;
}

/// Time that passed, and time that this process computed: on a busy machine only the second says much.
struct Lap {
  long wall = 0;
  long computed = 0;

  Lap& operator+=(const Lap& other) {
    wall += other.wall;
    computed += other.computed;
    return *this;
  }
  [[nodiscard]] std::string text() const { return fmt::format("{} ms ({} computed)", wall, computed); }
};

class Stopwatch {
 public:
  /// Since the last lap.
  Lap lap() {
    const auto now = std::chrono::steady_clock::now();
    const std::clock_t computed = std::clock();
    const Lap took{std::chrono::duration_cast<std::chrono::milliseconds>(now - last_).count(),
                   (computed - computed_) * 1000 / CLOCKS_PER_SEC};
    last_ = now;
    computed_ = computed;
    return took;
  }

 private:
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
  std::clock_t computed_ = std::clock();
};

/// Applies all objects and says what each step took.
std::string figures(std::size_t count) {
  const auto objects = services(count);
  SqliteHome home;
  Stopwatch watch;
  const std::uint64_t run = value(home.store().begin(start()));
  Lap intents_took;
  Lap outcomes_took;
  for (std::size_t first = 0; first < count; first += batch) {
    std::vector<Operation> intents;
    std::vector<Settlement> outcomes;
    for (std::size_t number = first; number < std::min(first + batch, count); ++number) {
      intents.push_back(intent(run, static_cast<std::uint32_t>(number + 1), objects[number]));
      outcomes.push_back(made(static_cast<std::uint32_t>(number + 1), objects[number]));
    }
    watch.lap();
    ok(home.store().intend(intents));
    intents_took += watch.lap();
    ok(home.store().settle(run, outcomes));
    outcomes_took += watch.lap();
  }
  const Revision revision = revision_of(objects);
  watch.lap();
  (void)value(home.store().end(run, RunResult::converged, "", revision));
  const Lap end_took = watch.lap();
  for (std::size_t more = 0; more < kept_revisions; ++more) {
    const std::uint64_t next = value(home.store().begin(start()));
    (void)value(home.store().end(next, RunResult::converged, "", revision));
  }
  const Lap ten_took = watch.lap();
  const auto reader = home.reader();
  const Record record = value(reader->read());
  const Lap read_took = watch.lap();
  CHECK(record.objects.size() == count);
  CHECK(value(reader->since_revision()).empty());
  const Lap since_took = watch.lap();
  const auto size = std::filesystem::file_size(home.file()) / 1024;
  return fmt::format(
      "{} objects: intents {}, outcomes {}, end with revision {}, ten more {}, read {}, since_revision {}, file {} KiB",
      count, intents_took.text(), outcomes_took.text(), end_took.text(), ten_took.text(), read_took.text(),
      since_took.text(), size);
}

}  // namespace

TEST_CASE("Five thousand objects are journaled, kept in ten revisions and read back", "[sqlite][scale]") {
  INFO(figures(5'000));
}

TEST_CASE("Figures of the SQLite store", "[.figures]") {
  WARN(figures(5'000));
  WARN(figures(100'000));
}
