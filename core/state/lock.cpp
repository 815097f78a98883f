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
#include "core/support/failpoint.h"
#include "core/support/json.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

std::string content(int descriptor) {
  std::array<char, 1024> buffer{};
  const ssize_t size = pread(descriptor, buffer.data(), buffer.size(), 0);
  return {buffer.data(), size < 0 ? 0 : static_cast<std::size_t>(size)};
}

/// Between taking the lock and writing its name a holder is unnamed for a moment.
std::optional<LockHolder> holder_in(const std::string& content) {
  return lock_holder_from(Value::parse(content, nullptr, false));
}

std::unexpected<Error> locked(const Path& file, const std::string& content) {
  Diagnostic diagnostic;
  diagnostic.code = "E0651";
  diagnostic.what = "the stack is locked by " + to_text(holder_in(content));
  diagnostic.why = {"the lock is " + file.string() + "; it is given back when that process ends"};
  diagnostic.next = "wait for it, or look with: trimtab status";
  return fail(Errc::locked, std::move(diagnostic));
}

/// False when the file was removed or replaced between opening and locking: then the lock guards nothing.
bool is_at(int descriptor, const Path& file) {
  struct stat opened{};
  struct stat named{};
  return fstat(descriptor, &opened) == 0 && lstat(file.c_str(), &named) == 0 && opened.st_ino == named.st_ino &&
         opened.st_dev == named.st_dev;
}

}  // namespace

Result<Lock> Lock::acquire(const Path& file, LockHolder holder) {
  TRIMTAB_FAILPOINT("state.lock");
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
    TRIMTAB_FAILPOINT("state.locked");
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
  const std::string text = to_value(holder_).dump(-1, ' ', false, Value::error_handler_t::replace) + "\n";
  if (pwrite(descriptor_.get(), text.data(), text.size(), 0) == static_cast<ssize_t>(text.size())) {
    [[maybe_unused]] const int ignored = ftruncate(descriptor_.get(), static_cast<off_t>(text.size()));
  }
}

}  // namespace trimtab
