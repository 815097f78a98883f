#include "core/state/lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "core/state/private_directory.h"
#include "core/support/json.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

std::unexpected<Error> cannot(std::string_view what, const Path& file) {
  return fail(Errc::unreachable, "E0656", fmt::format("cannot {} {}: {}", what, file.string(), errno_text(errno)));
}

std::string content(int descriptor) {
  std::array<char, 1024> buffer{};
  const ssize_t size = pread(descriptor, buffer.data(), buffer.size(), 0);
  return {buffer.data(), size < 0 ? 0 : static_cast<std::size_t>(size)};
}

/// The holder in words. Between taking the lock and writing its name a holder is unnamed for a moment.
std::string holder_text(const std::string& content) {
  const auto json = nlohmann::json::parse(content, nullptr, false);
  if (!json.is_object() || !json.contains("pid")) return "another trimtab process";
  const WallTime since{Duration(json.value("since_ms", std::int64_t{0}))};
  std::string text = fmt::format("trimtab {} (pid {}", printable(json.value("command", "")), json.value("pid", 0));
  if (const auto run = json.value("run", std::uint64_t{0}); run != 0) text += fmt::format(", run {}", run);
  return text + fmt::format(") since {}", time_text(since));
}

std::unexpected<Error> locked(const Path& file, const std::string& content) {
  Diagnostic diagnostic;
  diagnostic.code = "E0651";
  diagnostic.what = "the stack is locked by " + holder_text(content);
  diagnostic.why = {"the lock is " + file.string() + "; it is given back when that process ends"};
  diagnostic.next = "wait for it, or look with: trimtab status";
  return fail(Errc::locked, std::move(diagnostic));
}

/// False when the file was removed or replaced between opening and locking: then the lock guards nothing.
bool is_at(int descriptor, const Path& file) {
  struct stat opened{}, named{};
  return fstat(descriptor, &opened) == 0 && lstat(file.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
         opened.st_dev == named.st_dev;
}

}  // namespace

Result<Lock> Lock::acquire(const Path& file, LockHolder holder) {
  holder.pid = getpid();
  TRIMTAB_CHECK(make_private_directory(file.parent_path()));
  // A stack that is being destroyed takes its lock file along; whoever waited for that begins anew.
  for (int attempt = 0; attempt < 10; ++attempt) {
    TRIMTAB_CHECK(check_private_file(file));
    Descriptor opened(open(file.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!opened) return cannot("open the lock", file);
    if (flock(opened.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno == EWOULDBLOCK) return locked(file, content(opened.get()));
      if (errno == EINTR) continue;
      return cannot("lock", file);
    }
    if (!is_at(opened.get(), file)) continue;
    if (fchmod(opened.get(), 0600) != 0) return cannot("set the mode of", file);
    Lock lock(std::move(opened), file, holder);
    lock.write_holder();
    return lock;
  }
  return fail(Errc::locked, "E0651", "the lock " + file.string() + " is made and removed by others all the time");
}

Lock::Lock(Descriptor descriptor, Path file, LockHolder holder)
    : descriptor_(std::move(descriptor)), file_(std::move(file)), holder_(std::move(holder)) {}

void Lock::note_run(std::uint64_t run) {
  holder_.run = run;
  write_holder();
}

/// For messages only: that it cannot be written (a full disk) is no reason to stop.
void Lock::write_holder() const {
  const nlohmann::json json = {{"pid", holder_.pid},
                               {"command", holder_.command},
                               {"since_ms", holder_.since.time_since_epoch().count()},
                               {"run", holder_.run}};
  const std::string text = json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  if (pwrite(descriptor_.get(), text.data(), text.size(), 0) == static_cast<ssize_t>(text.size())) {
    [[maybe_unused]] const int ignored = ftruncate(descriptor_.get(), static_cast<off_t>(text.size()));
  }
}

}  // namespace trimtab
