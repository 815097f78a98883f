#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <filesystem>

#include "core/support/descriptor.h"
#include "core/support/disk.h"
#include "tests/support/temporary_directory.h"

using namespace trimtab;
using namespace trimtab::test;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

TEST_CASE("A tree is removed with files, links, pipes and read-only directories") {
  const TemporaryDirectory directory;
  const auto disk = make_system_disk();
  write_file(directory / "t/a/b/f", "x");
  write_file(directory / "t/a/g", "x");
  fs::create_directory(directory / "t/empty");
  fs::create_symlink("nowhere", directory / "t/a/link");
  REQUIRE(::mkfifo((directory / "t/pipe").c_str(), 0600) == 0);
  fs::permissions(directory / "t/a/b", fs::perms::owner_read | fs::perms::owner_exec);
  fs::permissions(directory / "t/empty", fs::perms::none);
  REQUIRE(disk->remove_tree(directory / "t"));
  CHECK(disk->list(directory.path()) == std::vector<std::string>{});
}

TEST_CASE("Removing a tree does not follow the links in it") {
  const TemporaryDirectory directory;
  const auto disk = make_system_disk();
  write_file(directory / "outside/f", "precious");
  fs::create_directory(directory / "t");
  fs::create_symlink("../outside", directory / "t/link");
  fs::create_symlink(directory / "outside", directory / "t/absolute");
  REQUIRE(disk->remove_tree(directory / "t"));
  CHECK(read_file(directory / "outside/f") == "precious");
}

TEST_CASE("Only a directory is removed as a tree") {
  const TemporaryDirectory directory;
  const auto disk = make_system_disk();
  write_file(directory / "d/f", "precious");
  fs::create_symlink("d", directory / "link");
  CHECK_FALSE(disk->remove_tree(directory / "d/f"));
  CHECK_FALSE(disk->remove_tree(directory / "link"));
  CHECK(read_file(directory / "d/f") == "precious");
}

TEST_CASE("A tree far deeper than there are descriptors is removed") {
  const TemporaryDirectory directory;
  const auto disk = make_system_disk();
  REQUIRE(::mkdir((directory / "t").c_str(), 0700) == 0);
  {
    Descriptor here(::open((directory / "t").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    for (int depth = 0; depth < 2'000; ++depth) {
      REQUIRE(::mkdirat(here.get(), "directory", 0700) == 0);
      here = Descriptor(::openat(here.get(), "directory", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    }
  }
  REQUIRE(disk->remove_tree(directory / "t"));
  CHECK(disk->status(directory / "t") == std::nullopt);
}

TEST_CASE("A file system mounted inside a tree is left alone and named") {
  const TemporaryDirectory directory;
  const auto disk = make_system_disk();
  write_file(directory / "kept/f", "precious");
  fs::create_directories(directory / "t/mounted");
  if (::mount((directory / "kept").c_str(), (directory / "t/mounted").c_str(), nullptr, MS_BIND, nullptr) != 0) {
    SKIP("this account may not mount");
  }
  const Status status = disk->remove_tree(directory / "t");
  REQUIRE(::umount((directory / "t/mounted").c_str()) == 0);
  REQUIRE_FALSE(status);
  CHECK_THAT(status.error().message(), ContainsSubstring((directory / "t/mounted").string()) &&
                                           ContainsSubstring("another file system is mounted there"));
  CHECK(read_file(directory / "kept/f") == "precious");
}
