#pragma once

#include <filesystem>
#include <string>

namespace trimtab::test {

/// A file system of its own over a directory, seen by this process alone and gone with it. Needs root.
class Mounted {
 public:
  enum class Kind { small, read_only };

  /// A tmpfs of `kilobytes`, or the directory's own content, which can then not be changed.
  Mounted(std::filesystem::path directory, Kind kind, int kilobytes = 0);
  ~Mounted();
  Mounted(const Mounted&) = delete;
  Mounted& operator=(const Mounted&) = delete;

  /// False when this account may not mount: the test is then skipped.
  [[nodiscard]] explicit operator bool() const { return mounted_; }
  void resize(int kilobytes);

 private:
  std::filesystem::path directory_;
  bool mounted_ = false;
};

}  // namespace trimtab::test
