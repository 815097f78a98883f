#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

namespace trimtab::test {

/// A new directory of its own, removed with all in it at the end.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] std::filesystem::path operator/(const std::filesystem::path& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// Writes a file without any of the code under test; makes missing parents.
void write_file(const std::filesystem::path& path, const std::string& content);
/// The whole file; throws when there is none.
[[nodiscard]] std::string read_file(const std::filesystem::path& path);
/// Of the name itself, not of what a link leads to; throws when there is nothing.
[[nodiscard]] mode_t mode_of(const std::filesystem::path& path);

}  // namespace trimtab::test
