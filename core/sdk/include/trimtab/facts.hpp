#pragma once

#include <string>
#include <utility>
#include <vector>

#include <trimtab/json.hpp>

namespace trimtab {
inline namespace sdk_v1 {

/// What a component wants known before it says what it consists of. The engine finds out; the answers come to `expand`.
class Facts {
 public:
  /// Where the first of `names` is, looked for in `paths` first; with `version` the first line it prints when run so.
  Facts& program(const std::string& fact, std::vector<std::string> names, std::vector<std::string> paths = {},
                 std::vector<std::string> version = {"--version"}) {
    return ask(fact, "program",
               {{"names", std::move(names)}, {"paths", std::move(paths)}, {"version", std::move(version)}});
  }
  /// Size and digest of a file, and its text when wanted.
  Facts& file(const std::string& fact, std::string absolute_path, bool text = false) {
    return ask(fact, "file", {{"path", std::move(absolute_path)}, {"text", text}});
  }
  /// Digest of a directory's content.
  Facts& tree(const std::string& fact, std::string absolute_path) {
    return ask(fact, "tree", {{"path", std::move(absolute_path)}});
  }
  /// Whether a port is free, and who has it.
  Facts& port(const std::string& fact, int number) { return ask(fact, "port", {{"port", number}}); }
  /// Which commit a branch or a tag of a git repository is now; in a cluster only.
  Facts& git_ref(const std::string& fact, std::string repo, std::string ref) {
    return ask(fact, "git-ref", {{"repo", std::move(repo)}, {"ref", std::move(ref)}});
  }
  /// A type that has no function here.
  Facts& ask(const std::string& fact, std::string type, Json spec) {
    list_.push_back({{"name", fact}, {"type", std::move(type)}, {"spec", std::move(spec)}});
    return *this;
  }
  [[nodiscard]] const Json& json() const { return list_; }

 private:
  Json list_ = Json::array();
};

/// The answer to Facts::program.
struct ProgramFact {
  bool found = false;
  std::string path;
  std::string name;     ///< which of the names it was
  std::string version;  ///< first line of output
  std::vector<std::string> searched;

  static ProgramFact from(const Json& answer) {
    ProgramFact fact;
    fact.found = answer.value("found", false);
    fact.path = answer.value("path", "");
    fact.name = answer.value("name", "");
    fact.version = answer.value("version", "");
    fact.searched = answer.value("searched", std::vector<std::string>{});
    return fact;
  }
};

/// The answer to Facts::file and Facts::tree.
struct FileFact {
  bool exists = false;
  std::string digest;
  std::int64_t size = 0;   ///< bytes; of a tree, of all its files
  std::int64_t files = 0;  ///< of a tree
  std::string text;        ///< of a file asked for with text

  static FileFact from(const Json& answer) {
    FileFact fact;
    fact.exists = answer.value("exists", false);
    fact.digest = answer.value("digest", "");
    fact.size = answer.value("size", answer.value("bytes", std::int64_t{0}));
    fact.files = answer.value("files", std::int64_t{0});
    fact.text = answer.value("text", "");
    return fact;
  }
};

}  // namespace sdk_v1
}  // namespace trimtab
