#include "core/target/tree_digest.h"

#include "core/support/digest.h"

namespace trimtab {
namespace {

constexpr std::uint64_t file_limit = std::uint64_t{256} << 20;
constexpr std::size_t entry_limit = 100'000;

struct Walk {
  const Disk& disk;
  std::string list;  // one line per entry
  TreeDigest tree;
  std::size_t entries = 0;

  Status enter(const Path& directory, const std::string& prefix) {
    TRIMTAB_TRY(const std::vector<std::string> names, disk.list(directory));
    for (const std::string& name : names) {
      if (is_ignored_in_trees(name)) continue;
      if (++entries > entry_limit) return fail(Errc::invalid, "E0742", "the directory holds more than 100000 files");
      TRIMTAB_CHECK(add(directory / name, prefix + name));
    }
    return {};
  }

  Status add(const Path& path, const std::string& shown) {
    TRIMTAB_TRY(const auto status, disk.status(path));
    if (!status) return {};  // gone between listing and looking
    if (status->kind == FileKind::directory) {
      line("d", shown, "");
      return enter(path, shown + "/");
    }
    if (status->kind == FileKind::symlink) {
      TRIMTAB_TRY(const std::string target, disk.read_link(path));
      line("l", shown, target);
      tree.link = shown;
      return {};
    }
    if (status->kind != FileKind::regular) {
      return fail(Errc::invalid, "E0742", path.native() + " is neither a file nor a directory nor a link");
    }
    TRIMTAB_TRY(const std::string content, disk.read(path, file_limit));
    line((status->mode & 0100U) != 0 ? "x" : "f", shown, sha256(content));
    tree.paths.push_back(shown);
    ++tree.files;
    tree.bytes += content.size();
    return {};
  }

  void line(const char* kind, const std::string& shown, const std::string& content) {
    // Names may hold line ends; their lengths keep two trees apart that would otherwise read the same.
    list.append(kind).append(std::to_string(shown.size())).append(" ").append(shown);
    list.append(std::to_string(content.size())).append(" ").append(content).append("\n");
  }
};

}  // namespace

bool is_ignored_in_trees(std::string_view name) { return name == ".git" || name == "__pycache__"; }

Result<TreeDigest> digest_of_tree(const Disk& disk, const Path& root) {
  Walk walk{disk, {}, {}, 0};
  TRIMTAB_CHECK(walk.enter(root, ""));
  walk.tree.digest = sha256(walk.list);
  return walk.tree;
}

Status remove_ignored(Disk& disk, const Path& root) {
  TRIMTAB_TRY(const std::vector<std::string> names, disk.list(root));
  for (const std::string& name : names) {
    TRIMTAB_TRY(const auto status, disk.status(root / name));
    if (!status || status->kind != FileKind::directory) continue;
    TRIMTAB_CHECK(is_ignored_in_trees(name) ? disk.remove_tree(root / name) : remove_ignored(disk, root / name));
  }
  return {};
}

}  // namespace trimtab
