#include <unistd.h>

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

constexpr uid_t stranger = 45'678;

void link_of_stranger(const Path& target, const Path& link) {
  fs::create_symlink(target, link);
  REQUIRE(::lchown(link.c_str(), stranger, stranger) == 0);
}

}  // namespace

TEST_CASE("Our own links in the middle of a path are followed") {
  const TemporaryDirectory directory;
  const auto disk = make_system_disk();
  write_file(directory / "v1/sub/f", "one");
  fs::create_symlink("v1", directory / "current");
  fs::create_symlink(directory / "current/sub", directory / "absolute");
  fs::create_symlink("../v1", directory / "v1/up");
  CHECK(disk->read(directory / "current/sub/f", 100) == "one");
  CHECK(disk->read(directory / "absolute/f", 100) == "one");
  CHECK(disk->read(directory / "v1/up/sub/f", 100) == "one");
  CHECK(disk->write(directory / "current/g", "two", {}));
  CHECK(read_file(directory / "v1/g") == "two");
}

TEST_CASE("Links that go round in a circle are an error") {
  const TemporaryDirectory directory;
  const auto disk = make_system_disk();
  fs::create_symlink("b", directory / "a");
  fs::create_symlink("a", directory / "b");
  const auto content = disk->read(directory / "a/f", 100);
  REQUIRE_FALSE(content);
  CHECK_THAT(content.error().message(), ContainsSubstring("Too many levels of symbolic links"));
}

TEST_CASE("A link that leads nowhere is a path that does not exist") {
  const TemporaryDirectory directory;
  const auto disk = make_system_disk();
  fs::create_symlink("none", directory / "link");
  CHECK(disk->status(directory / "link/f") == std::nullopt);
  CHECK_FALSE(disk->write(directory / "link/f", "x", {}));
}

TEST_CASE("Another account's link does not lead us to what it does not own") {
  if (::geteuid() != 0) SKIP("only root can make links of another account");
  const TemporaryDirectory directory;
  const auto disk = make_system_disk();
  write_file(directory / "etc/passwd", "root");
  link_of_stranger(directory / "etc", directory / "trap");

  const Status status = disk->write(directory / "trap/passwd", "evil", {});

  REQUIRE_FALSE(status);
  CHECK(status.error().code == Errc::refused);
  CHECK_THAT(status.error().message(), ContainsSubstring("a link of uid 45678"));
  CHECK(read_file(directory / "etc/passwd") == "root");
  CHECK_FALSE(disk->remove_tree(directory / "trap/passwd"));
  CHECK_FALSE(disk->make_directory(directory / "trap/new", {}));
  CHECK_FALSE(disk->read(directory / "trap/passwd", 100));
}

TEST_CASE("Another account's link to its own directory is followed, but not through a way back") {
  if (::geteuid() != 0) SKIP("only root can make links of another account");
  const TemporaryDirectory directory;
  const auto disk = make_system_disk();
  write_file(directory / "home/f", "theirs");
  fs::create_directory(directory / "etc");
  REQUIRE(::chown((directory / "home").c_str(), stranger, stranger) == 0);
  link_of_stranger(directory / "home", directory / "theirs");
  link_of_stranger("home/../etc", directory / "sly");
  CHECK(disk->read(directory / "theirs/f", 100) == "theirs");
  CHECK_FALSE(disk->write(directory / "sly/f", "x", {}));
}
