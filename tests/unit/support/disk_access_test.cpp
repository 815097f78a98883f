#include <sys/stat.h>
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

/// Sets the umask of the process for a scope.
class Umask {
 public:
  explicit Umask(mode_t mask) : before_(::umask(mask)) {}
  ~Umask() { ::umask(before_); }
  Umask(const Umask&) = delete;
  Umask& operator=(const Umask&) = delete;

 private:
  mode_t before_;
};

Access mode(mode_t bits) { return {.mode = bits}; }

mode_t mode_of(const Disk& disk, const Path& path) { return disk.status(path).value().value().mode; }

constexpr uid_t other_account = 45'678;

}  // namespace

TEST_CASE("Modes are what was asked for under any umask") {
  for (const mode_t mask : {0000, 0022, 0077, 0777}) {
    CAPTURE(mask);
    const TemporaryDirectory directory;
    const auto disk = make_system_disk();
    const Umask umask(mask);
    REQUIRE(disk->make_directory(directory / "a/b", mode(0711)));
    REQUIRE(disk->write(directory / "a/b/secret", "x", mode(0600)));
    REQUIRE(disk->write(directory / "a/b/shared", "x", mode(0664)));
    CHECK(mode_of(*disk, directory / "a") == 0711);
    CHECK(mode_of(*disk, directory / "a/b") == 0711);
    CHECK(mode_of(*disk, directory / "a/b/secret") == 0600);
    CHECK(mode_of(*disk, directory / "a/b/shared") == 0664);
  }
}

TEST_CASE("Making a directory again corrects its mode and leaves its parents alone") {
  const TemporaryDirectory directory;
  const auto disk = make_system_disk();
  REQUIRE(disk->make_directory(directory / "a", mode(0755)));
  REQUIRE(disk->make_directory(directory / "a/b", mode(0700)));
  REQUIRE(disk->make_directory(directory / "a/b", mode(0750)));
  CHECK(mode_of(*disk, directory / "a") == 0755);
  CHECK(mode_of(*disk, directory / "a/b") == 0750);
}

TEST_CASE("A directory is not made where a file or a link is") {
  const TemporaryDirectory directory;
  const auto disk = make_system_disk();
  write_file(directory / "f", "x");
  fs::create_directory(directory / "real");
  fs::create_symlink("real", directory / "link");
  CHECK_FALSE(disk->make_directory(directory / "f", mode(0700)));
  CHECK_FALSE(disk->make_directory(directory / "f/below", mode(0700)));
  CHECK_FALSE(disk->make_directory(directory / "link", mode(0700)));
}

TEST_CASE("Access is changed on the thing itself, never through a link") {
  const TemporaryDirectory directory;
  const auto disk = make_system_disk();
  REQUIRE(disk->write(directory / "f", "x", mode(0600)));
  fs::create_symlink("f", directory / "link");
  REQUIRE(disk->set_access(directory / "f", mode(0640)));
  CHECK(mode_of(*disk, directory / "f") == 0640);
  const Status status = disk->set_access(directory / "link", mode(0666));
  REQUIRE_FALSE(status);
  CHECK_THAT(status.error().message(), ContainsSubstring("it is a symbolic link"));
  CHECK(mode_of(*disk, directory / "f") == 0640);
  CHECK_FALSE(disk->set_access(directory / "none", mode(0600)));
}

TEST_CASE("Root gives files and directories their owner") {
  if (::geteuid() != 0) SKIP("only root can give files away");
  const TemporaryDirectory directory;
  const auto disk = make_system_disk();
  const Access access{.mode = 0640, .uid = other_account, .gid = other_account};
  REQUIRE(disk->write(directory / "f", "x", access));
  REQUIRE(disk->make_directory(directory / "d", {.mode = 0700, .uid = other_account}));
  const FileStatus file = disk->status(directory / "f").value().value();
  CHECK(file.uid == other_account);
  CHECK(file.gid == other_account);
  CHECK(file.mode == 0640);
  CHECK(disk->status(directory / "d").value()->uid == other_account);
  CHECK(disk->status(directory / "d").value()->gid == ::getegid());
}

TEST_CASE("A file with a second name keeps its access") {
  const TemporaryDirectory directory;
  const auto disk = make_system_disk();
  REQUIRE(disk->write(directory / "f", "x", mode(0600)));
  fs::create_hard_link(directory / "f", directory / "other");
  const Status status = disk->set_access(directory / "f", mode(0640));
  REQUIRE_FALSE(status);
  CHECK(status.error().code == Errc::refused);
  CHECK(mode_of(*disk, directory / "other") == 0600);
  CHECK(disk->set_access(directory / "f", mode(0600)));
}

TEST_CASE("A file with a second name is not given away, nor to another group") {
  if (::geteuid() != 0) SKIP("only root can give files away");
  const TemporaryDirectory directory;
  const auto disk = make_system_disk();
  REQUIRE(disk->write(directory / "f", "x", mode(0600)));
  fs::create_hard_link(directory / "f", directory / "other");
  CHECK_FALSE(disk->set_access(directory / "f", {.mode = 0600, .uid = other_account}));
  CHECK_FALSE(disk->set_access(directory / "f", {.mode = 0600, .gid = other_account}));
  const FileStatus other = disk->status(directory / "other").value().value();
  CHECK(other.uid == 0);
  CHECK(other.gid == ::getegid());
}
