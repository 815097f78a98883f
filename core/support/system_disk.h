#pragma once

#include <expected>

#include "core/support/disk.h"
#include "core/support/random.h"
#include "core/support/walk.h"

namespace trimtab {

/// The real file system, by descriptors: every path is walked once and then used relative to an open directory.
class SystemDisk final : public Disk {
 public:
  explicit SystemDisk(TreeBudget budget) : budget_(budget), random_(make_system_random()) {}

  Result<std::optional<FileStatus>> status(const Path& path) const override;
  Result<std::string> read(const Path& path, std::uint64_t limit) const override;
  Result<std::vector<std::string>> list(const Path& directory) const override;
  Result<std::string> read_link(const Path& path) const override;
  Result<std::uint64_t> free_space(const Path& path) const override;

  Status write(const Path& path, std::string_view content, const Access& access) override;
  Status make_directory(const Path& path, const Access& access) override;
  Status set_access(const Path& path, const Access& access) override;
  Status switch_link(const Path& link, const Path& target) override;
  Status copy_tree(const Path& from, const Path& to, const Access& directories, const Access& files) override;
  Status rename(const Path& from, const Path& to) override;
  Status remove_file(const Path& path) override;
  Status remove_tree(const Path& path) override;

 private:
  /// A name that nothing else uses, for what becomes visible by a rename.
  std::string temporary_name();

  TreeBudget budget_;
  std::unique_ptr<Random> random_;
};

/// Gives an open file or directory its mode and owner; touches only what differs. Returns errno or 0.
[[nodiscard]] int apply_access(int file, const Access& access);

/// Where a removal stopped, and why.
struct RemovalError {
  int number = 0;  ///< errno
  Path at;
};
/// Removes a directory and all in it. Stays on its file system, follows no link, and holds few descriptors at any
/// depth.
[[nodiscard]] std::expected<void, RemovalError> remove_directory(const Place& place, const Path& path);

}  // namespace trimtab
