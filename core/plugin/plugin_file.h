#pragma once

#include <vector>

#include "core/support/disk.h"
#include "core/support/error.h"

namespace trimtab {

/// Whose plugins are trusted: root's and this account's. Loading a plugin is running its code, so a file, or a
/// directory on the way to it, that another account could change is refused.
class PluginFiles {
 public:
  explicit PluginFiles(const Disk& disk);

  /// The absolute path of the real file behind `path`, checked for trust and form. E0201 to E0206, E0227.
  [[nodiscard]] Result<Path> usable(const Path& path) const;
  /// A file that comes with a plugin: trusted as the plugin itself. E0203 otherwise.
  [[nodiscard]] Status check_companion(const Path& file) const;
  /// The shared objects (*.so) in a directory, sorted by name.
  [[nodiscard]] Result<std::vector<Path>> in(const Path& directory) const;

 private:
  [[nodiscard]] Status check_trust(const Path& path, const FileStatus& status) const;
  [[nodiscard]] Status check_way(const Path& file) const;

  const Disk& disk_;
  uid_t own_uid_;
};

}  // namespace trimtab
