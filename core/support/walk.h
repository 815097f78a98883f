#pragma once

#include <expected>
#include <string>
#include <vector>

#include "core/support/descriptor.h"
#include "core/support/disk.h"

namespace trimtab {

/// Why a path could not be walked to its end.
struct WalkError {
  int number = 0;                     ///< errno
  Path at;                            ///< how far the walk came
  std::optional<uid_t> link_of = {};  ///< set when a link of this account was not followed
};

/// A name in an open directory: what the *at calls take.
struct Place {
  Descriptor directory;
  std::string name;

  [[nodiscard]] int at() const { return directory.get(); }
  [[nodiscard]] const char* c_str() const { return name.c_str(); }
};

/// Opens the directory for use in *at calls. Links on the way are followed when root or we made them; a link of another
/// account only when it leads to a directory of that same account, so that nobody can point us at what is not theirs.
[[nodiscard]] std::expected<Descriptor, WalkError> walk(const Path& directory);

/// The directory that holds the last component of `path`, open, and that component. The component is not looked at.
[[nodiscard]] std::expected<Place, WalkError> locate(const Path& path);

/// The names in an open directory, sorted, without "." and ".."; or errno.
[[nodiscard]] std::expected<std::vector<std::string>, int> names_in(int directory);

/// Makes what was created, renamed or removed in the directory durable. Returns errno or 0.
[[nodiscard]] int sync_directory(int directory);

/// The target text of a link; or errno.
[[nodiscard]] std::expected<std::string, int> link_target(int directory, const char* name);

}  // namespace trimtab
