#include <fmt/format.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>

#include "core/support/disk_failure.h"
#include "core/support/fork_gate.h"
#include "core/support/system_disk.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

/// True when a link `depth` directories below the root stays inside the root. Only leading ".." may go up: after a
/// name, which can itself be a link, ".." would climb from wherever that link leads.
bool stays_inside(const std::string& target, std::size_t depth) {
  if (target.empty() || target.front() == '/') return false;
  std::size_t ups = 0;
  bool named = false;
  for (const Path& part : Path(target)) {
    if (part == "..") {
      if (named || ++ups > depth) return false;
    } else if (!part.empty() && part != ".") {
      named = true;
    }
  }
  return true;
}

class TreeCopy {
 public:
  TreeCopy(Path root, const Access& directories, const Access& files, const TreeBudget& budget)
      : at_(std::move(root)), directories_(directories), files_(files), budget_(budget), left_(budget) {}

  Status directory(int from, int to, std::size_t depth) {
    if (depth > budget_.depth) return over(fmt::format("deeper than {} directories", budget_.depth));
    const auto names = names_in(from);
    if (!names) return look_failure("copy", at_, names.error());
    for (const std::string& name : *names) {
      at_ /= name;
      if (left_.entries == 0) return over(fmt::format("the tree holds more than {} entries", budget_.entries));
      --left_.entries;
      TRIMTAB_CHECK(entry(from, to, name, depth));
      at_ = at_.parent_path();
    }
    if (const int problem = apply_access(to, directories_)) return change_failure("copy", at_, problem);
    if (const int problem = sync_directory(to)) return change_failure("copy", at_, problem);
    return {};
  }

 private:
  std::unexpected<Error> over(const std::string& why) const { return budget_failure("copy", at_, why); }

  Status entry(int from, int to, const std::string& name, std::size_t depth) {
    struct stat found{};
    if (::fstatat(from, name.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0) return look_failure("copy", at_, errno);
    if (S_ISLNK(found.st_mode)) return link(from, to, name, depth);
    if (S_ISREG(found.st_mode)) return file(from, to, name);
    if (S_ISDIR(found.st_mode)) return subdirectory(from, to, name, depth);
    return kind_failure("copy", at_, "it is " + kind_text(found.st_mode));
  }

  Status subdirectory(int from, int to, const std::string& name, std::size_t depth) {
    constexpr int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    const Descriptor source(::openat(from, name.c_str(), flags));
    if (!source) return look_failure("copy", at_, errno);
    if (::mkdirat(to, name.c_str(), 0700) != 0) return change_failure("copy", at_, errno);
    const Descriptor target(::openat(to, name.c_str(), flags));
    if (!target) return change_failure("copy", at_, errno);
    return directory(source.get(), target.get(), depth + 1);
  }

  Status link(int from, int to, const std::string& name, std::size_t depth) {
    const auto target = link_target(from, name.c_str());
    if (!target) return look_failure("copy", at_, target.error());
    if (!stays_inside(*target, depth)) return kind_failure("copy", at_, "its link to " + *target + " leaves the tree");
    if (::symlinkat(target->c_str(), to, name.c_str()) != 0) return change_failure("copy", at_, errno);
    return {};
  }

  Status file(int from, int to, const std::string& name) {
    const Descriptor source(::openat(from, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    struct stat found{};
    if (!source || ::fstat(source.get(), &found) != 0) return look_failure("copy", at_, errno);
    if (!S_ISREG(found.st_mode)) return kind_failure("copy", at_, "it is " + kind_text(found.st_mode));
    const WritesProgram gate = writes_program(found.st_mode);
    const Descriptor target(::openat(to, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!target) return change_failure("copy", at_, errno);
    TRIMTAB_CHECK(content(source.get(), target.get()));
    Access access = files_;
    if ((found.st_mode & S_IXUSR) != 0) access.mode |= (access.mode & 0444U) >> 2;  // x wherever there is r
    if (const int problem = apply_access(target.get(), access)) return change_failure("copy", at_, problem);
    return ::fsync(target.get()) == 0 ? Status{} : change_failure("copy", at_, errno);
  }

  Status content(int source, int target) {
    std::array<char, 65536> buffer{};
    while (true) {
      const ssize_t got = ::read(source, buffer.data(), buffer.size());
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return look_failure("copy", at_, errno);
      if (got == 0) return {};
      const auto size = static_cast<std::uint64_t>(got);
      if (size > left_.bytes) return over("the tree is larger than " + size_text(budget_.bytes));
      left_.bytes -= size;
      for (ssize_t done = 0; done < got;) {
        const ssize_t written = ::write(target, buffer.data() + done, static_cast<std::size_t>(got - done));
        if (written < 0 && errno != EINTR) return change_failure("copy", at_, errno);
        if (written > 0) done += written;
      }
    }
  }

  Path at_;
  Access directories_;
  Access files_;
  TreeBudget budget_;
  TreeBudget left_;
};

/// Fills the new directory `name` beside `place` and gives it its real name; or says why not and leaves it half filled.
Status copy_beside(int from, const Path& to, const Place& place, const std::string& name, TreeCopy& copy) {
  if (::mkdirat(place.at(), name.c_str(), 0700) != 0) return change_failure("copy to", to, errno);
  const Descriptor target(::openat(place.at(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!target) return change_failure("copy to", to, errno);
  TRIMTAB_CHECK(copy.directory(from, target.get(), 0));
  if (::renameat(place.at(), name.c_str(), place.at(), place.c_str()) != 0) return change_failure("copy to", to, errno);
  if (const int problem = sync_directory(place.at())) return change_failure("copy to", to, problem);
  return {};
}

}  // namespace

Status SystemDisk::copy_tree(const Path& from, const Path& to, const Access& directories, const Access& files) {
  const auto source_place = locate(from);
  if (!source_place) return walk_failure(Errc::unreachable, "copy", from, source_place.error());
  constexpr int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  const Descriptor source(::openat(source_place->at(), source_place->c_str(), flags));
  if (!source) return look_failure("copy", from, errno);
  const auto place = locate(to);
  if (!place) return walk_failure(Errc::failed, "copy to", to, place.error());
  struct stat found{};
  if (::fstatat(place->at(), place->c_str(), &found, AT_SYMLINK_NOFOLLOW) == 0) {
    return change_failure("copy to", to, EEXIST);
  }
  const std::string temporary = temporary_name();
  TreeCopy copy(from, directories, files, budget_);
  Status copied = copy_beside(source.get(), to, *place, temporary, copy);
  if (!copied) static_cast<void>(remove_directory({Descriptor(::dup(place->at())), temporary}, to));
  return copied;
}

}  // namespace trimtab
