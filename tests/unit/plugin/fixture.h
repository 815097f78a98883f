#pragma once

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/plugin/registry.h"
#include "core/support/clock.h"
#include "core/support/disk.h"

namespace trimtab {

/// The built fixture plugin of that folder.
inline Path fixture(const std::string& folder) {
  return Path(TRIMTAB_BINARY_DIR) / "tests/plugins" / folder / (folder + ".so");
}

/// A directory of its own, gone with the test.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "trimtab-plugin-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  [[nodiscard]] Path operator/(const std::string& name) const { return path_ / name; }
  [[nodiscard]] const Path& path() const { return path_; }

 private:
  Path path_;
};

inline std::string content(const Path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline void write_file(const Path& file, const std::string& bytes) { std::ofstream(file, std::ios::binary) << bytes; }

/// What a test needs to open plugins, and the notes they left.
struct Workshop {
  std::unique_ptr<Disk> disk = make_system_disk();
  std::unique_ptr<Clock> clock = make_system_clock();
  std::vector<std::string> notes;

  [[nodiscard]] NoteSink sink() {
    return [this](const std::string& plugin, int, std::string_view text) {
      notes.push_back(plugin + ": " + std::string(text));
    };
  }
  [[nodiscard]] PluginOptions options(std::vector<Path> directories) {
    PluginOptions options;
    options.search.named = std::move(directories);
    options.notes = sink();
    return options;
  }
  [[nodiscard]] Result<std::unique_ptr<Registry>> open(const std::string& folder) {
    return Registry::open(options({fixture(folder).parent_path()}), *disk, *clock);
  }
};

/// "E0220 message" of the first diagnostic, with the trail in front; "fine" without an error.
template <class T>
std::string refusal(const Result<T>& result) {
  if (result) return "fine";
  return result.error().diagnostics.front().code + " " + result.error().message();
}

}  // namespace trimtab
