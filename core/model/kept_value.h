#pragma once

#include <optional>
#include <string>

#include "core/model/value.h"
#include "core/support/disk.h"

namespace trimtab {

/// A value in a file of its own that may be lost at any time: a cache. What is not there, cannot be read or was damaged
/// is nothing, and nothing here fails.
class KeptValue {
 public:
  /// The file is `name`-DIGITS.json by the digest of `of`, what the value is about, in a directory that is made when it
  /// is needed; without a directory nothing is kept. Borrows the disk.
  KeptValue(Disk& disk, Path directory, const std::string& name, const std::string& of);

  [[nodiscard]] std::optional<Value> read() const;
  /// Readable to this account alone.
  void write(const Value& value) const;
  void remove() const;

 private:
  Disk& disk_;
  Path directory_;
  Path file_;
};

}  // namespace trimtab
