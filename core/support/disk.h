#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/support/clock.h"
#include "core/support/error.h"

namespace trimtab {

using Path = std::filesystem::path;

/// Who may do what with something on disk. An absent uid or gid leaves the owner as the creating process has it.
struct Access {
  mode_t mode = 0600;
  std::optional<uid_t> uid = {};
  std::optional<gid_t> gid = {};
};

/// How the names begin under which `Disk` prepares what then appears in one step. What is cut off leaves one behind.
inline constexpr std::string_view temporary_prefix = ".trimtab-";

enum class FileKind { regular, directory, symlink, other };

struct FileStatus {
  FileKind kind = FileKind::other;
  mode_t mode = 0;
  uid_t uid = 0;
  gid_t gid = 0;
  std::uint64_t size = 0;
  std::uint64_t links = 1;  ///< names of a file
  WallTime modified;        ///< when its content last changed
};

/// What a tree may hold before a copy of it is refused.
struct TreeBudget {
  std::size_t entries = 100'000;
  std::uint64_t bytes = std::uint64_t{1} << 30;
  std::size_t depth = 64;
};

/// The file system. Nothing here follows a symbolic link in the last component of a path: what we did not make
/// we do not walk through. Links in front of it are followed when root or this account made them, those of another
/// account only to a directory of that account. Safe to call from several threads at once.
class Disk {
 public:
  virtual ~Disk() = default;

  /// Nothing when the path does not exist; an error when it cannot be looked at.
  [[nodiscard]] virtual Result<std::optional<FileStatus>> status(const Path& path) const = 0;
  /// At most `limit` bytes; a larger file is an error, never a cut.
  [[nodiscard]] virtual Result<std::string> read(const Path& path, std::uint64_t limit) const = 0;
  /// Names in the directory, sorted, without "." and "..".
  [[nodiscard]] virtual Result<std::vector<std::string>> list(const Path& directory) const = 0;
  [[nodiscard]] virtual Result<std::string> read_link(const Path& path) const = 0;
  /// Free bytes on the file system that holds `path` or its nearest existing parent.
  [[nodiscard]] virtual Result<std::uint64_t> free_space(const Path& path) const = 0;

  /// All or nothing and durable: temporary file, fsync, rename, fsync of the directory.
  [[nodiscard]] virtual Status write(const Path& path, std::string_view content, const Access& access) = 0;
  /// Creates the directory (and missing parents with the same access) or corrects its mode and owner.
  [[nodiscard]] virtual Status make_directory(const Path& path, const Access& access) = 0;
  /// Changes mode and owner of a regular file or directory that exists.
  [[nodiscard]] virtual Status set_access(const Path& path, const Access& access) = 0;
  /// Makes `link` point to `target` in one rename, so that a reader sees the old or the new one.
  [[nodiscard]] virtual Status switch_link(const Path& link, const Path& target) = 0;
  /// Copies a directory tree of regular files, directories and relative links that stay inside it. All or nothing:
  /// `to` must not exist and appears complete. A file its owner may execute can be executed in the copy by all who may
  /// read it.
  [[nodiscard]] virtual Status copy_tree(const Path& from, const Path& to, const Access& directories,
                                         const Access& files) = 0;
  [[nodiscard]] virtual Status rename(const Path& from, const Path& to) = 0;
  /// Removes a file or link. Nothing there is success.
  [[nodiscard]] virtual Status remove_file(const Path& path) = 0;
  /// Removes a directory and all in it without leaving its file system. Nothing there is success.
  [[nodiscard]] virtual Status remove_tree(const Path& path) = 0;
};

/// What the functions of `Disk` give, or nothing when nothing is there, also where it goes while it is looked at.
[[nodiscard]] Result<std::optional<std::string>> read_if_there(const Disk& disk, const Path& path, std::uint64_t limit);
[[nodiscard]] Result<std::optional<std::string>> read_link_if_there(const Disk& disk, const Path& link);
[[nodiscard]] Result<std::optional<std::vector<std::string>>> list_if_there(const Disk& disk, const Path& directory);

std::unique_ptr<Disk> make_system_disk(TreeBudget budget = {});

}  // namespace trimtab
