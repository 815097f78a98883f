#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <filesystem>

#include "core/support/disk.h"
#include "tests/support/temporary_directory.h"

using namespace trimtab;
using namespace trimtab::test;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

constexpr Access directories{.mode = 0755};
constexpr Access files{.mode = 0644};

/// A source tree, and what copying it to "to" gives.
struct Tree {
  TemporaryDirectory directory;
  TreeBudget budget;

  [[nodiscard]] Path in(const std::string& name) const { return directory / "from" / name; }
  [[nodiscard]] Path out(const std::string& name) const { return directory / "to" / name; }
  void link(const std::string& target, const std::string& name) const {
    fs::create_directories(in(name).parent_path());
    fs::create_symlink(target, in(name));
  }
  Status copy() const {
    return make_system_disk(budget)->copy_tree(directory / "from", directory / "to", directories, files);
  }
  /// The message of a copy that must fail, after a look that it left nothing.
  std::string refusal() const {
    const Status status = copy();
    REQUIRE_FALSE(status);
    CHECK(make_system_disk()->list(directory.path()) == std::vector<std::string>{"from"});
    return status.error().message();
  }
};

}  // namespace

TEST_CASE("A tree is copied with its content, its inner links and the access that was asked for") {
  const Tree tree;
  write_file(tree.in("dags/a.py"), "print('a')");
  write_file(tree.in("bin/run"), "#!/bin/sh");
  fs::permissions(tree.in("bin/run"), fs::perms::owner_all);
  fs::create_directory(tree.in("empty"));
  tree.link("../dags/a.py", "links/up");
  tree.link("dags", "down");

  REQUIRE(tree.copy());

  CHECK(read_file(tree.out("dags/a.py")) == "print('a')");
  CHECK(read_file(tree.out("links/up")) == "print('a')");
  CHECK(fs::read_symlink(tree.out("down")) == "dags");
  const auto disk = make_system_disk();
  CHECK(disk->status(tree.out("dags/a.py")).value()->mode == 0644);
  CHECK(disk->status(tree.out("bin/run")).value()->mode == 0755);
  CHECK(disk->status(tree.out("empty")).value()->mode == 0755);
  CHECK(disk->status(tree.out("")).value()->mode == 0755);
}

TEST_CASE("A link that could leave the tree is refused and named") {
  for (const char* target : {"/etc/passwd", "../..", "../../outside", "a/../../..", "x/..", "/"}) {
    CAPTURE(target);
    const Tree tree;
    write_file(tree.in("a/f"), "x");
    tree.link(target, "links/bad");
    CHECK(tree.refusal() == "copy " + tree.in("links/bad").string() + ": its link to " + target + " leaves the tree");
  }
}

TEST_CASE("A tree with a pipe, a socket or a device is refused and the thing named") {
  const Tree tree;
  write_file(tree.in("a"), "x");
  REQUIRE(::mkfifo(tree.in("pipe").c_str(), 0600) == 0);
  CHECK(tree.refusal() == "copy " + tree.in("pipe").string() + ": it is a named pipe");
}

TEST_CASE("A tree over a budget is refused, and the entry that went over is named") {
  Tree tree;
  write_file(tree.in("a"), "12345");
  write_file(tree.in("b"), "12345");
  write_file(tree.in("c/d/e"), "12345");

  tree.budget = {.entries = 4, .bytes = 100, .depth = 9};
  CHECK(tree.refusal() == "copy " + tree.in("c/d/e").string() + ": the tree holds more than 4 entries");
  tree.budget = {.entries = 100, .bytes = 9, .depth = 9};
  CHECK(tree.refusal() == "copy " + tree.in("b").string() + ": the tree is larger than 9");
  tree.budget = {.entries = 100, .bytes = 100, .depth = 1};
  CHECK(tree.refusal() == "copy " + tree.in("c/d").string() + ": deeper than 1 directories");
  tree.budget = {.entries = 5, .bytes = 15, .depth = 2};
  CHECK(tree.copy());
}

TEST_CASE("A copy does not go over what is already there") {
  const Tree tree;
  write_file(tree.in("a"), "new");
  write_file(tree.out("a"), "old");
  const Status status = tree.copy();
  REQUIRE_FALSE(status);
  CHECK_THAT(status.error().message(), ContainsSubstring("File exists"));
  CHECK(read_file(tree.out("a")) == "old");
}

TEST_CASE("A source that is missing or is a link is an error") {
  const Tree tree;
  CHECK_FALSE(tree.copy());
  fs::create_directory(tree.directory / "real");
  fs::create_symlink("real", tree.directory / "from");
  CHECK_FALSE(tree.copy());
}
