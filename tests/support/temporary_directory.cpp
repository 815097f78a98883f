#include "tests/support/temporary_directory.h"

#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <system_error>

namespace trimtab::test {
namespace fs = std::filesystem;

TemporaryDirectory::TemporaryDirectory() {
  std::string pattern = (fs::temp_directory_path() / "trimtab-test-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::system_error(errno, std::generic_category(), pattern);
  path_ = fs::canonical(pattern);
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  const auto end = fs::recursive_directory_iterator();
  // A test may have taken permissions away from a directory.
  for (auto entry = fs::recursive_directory_iterator(path_, ignored); !ignored && entry != end;
       entry.increment(ignored)) {
    std::error_code unchanged;
    if (entry->is_directory(unchanged) && !entry->is_symlink(unchanged)) {
      fs::permissions(entry->path(), fs::perms::owner_all, fs::perm_options::add, unchanged);
    }
  }
  fs::remove_all(path_, ignored);
}

void write_file(const fs::path& path, const std::string& content) {
  fs::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << content;
  if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

std::string read_file(const fs::path& path) {
  const std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

mode_t mode_of(const fs::path& path) {
  struct stat found{};
  if (::lstat(path.c_str(), &found) != 0) throw std::runtime_error("cannot look at " + path.string());
  return found.st_mode & 07777U;
}

}  // namespace trimtab::test
