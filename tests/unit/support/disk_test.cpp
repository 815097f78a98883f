#include "core/support/disk.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <csignal>
#include <filesystem>

#include "core/support/disk_failure.h"
#include "tests/support/faulty_disk.h"
#include "tests/support/temporary_directory.h"

using namespace trimtab;
using namespace trimtab::test;
using Catch::Matchers::ContainsSubstring;
namespace fs = std::filesystem;

namespace {

struct World {
  TemporaryDirectory directory;
  std::unique_ptr<Disk> disk = make_system_disk();

  [[nodiscard]] Path at(const std::string& name) const { return directory / name; }
  [[nodiscard]] std::vector<std::string> names() const { return disk->list(directory.path()).value(); }
};

/// No file of this process may grow past `bytes` while it lives: a disk that is full in the middle of a write.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    static_cast<void>(::signal(SIGXFSZ, handler_));
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit before_{};
  void (*handler_)(int);
};

}  // namespace

TEST_CASE("What goes while it is looked at is not there, and no error") {
  const World world;
  FaultyDisk disk(*world.disk);
  const auto goes = [&](const std::string& name) {
    disk.after_next_status([path = world.at(name)] { fs::remove_all(path); });
  };
  REQUIRE(world.disk->write(world.at("file"), "text", {}));
  CHECK(read_if_there(disk, world.at("file"), 10).value() == "text");
  goes("file");
  CHECK(read_if_there(disk, world.at("file"), 10).value() == std::nullopt);
  REQUIRE(world.disk->switch_link(world.at("link"), "somewhere"));
  goes("link");
  CHECK(read_link_if_there(disk, world.at("link")).value() == std::nullopt);
  fs::create_directory(world.at("directory"));
  goes("directory");
  CHECK(list_if_there(disk, world.at("directory")).value() == std::nullopt);
}

TEST_CASE("What is there and cannot be read stays an error") {
  const World world;
  fs::create_directory(world.at("directory"));
  CHECK_FALSE(read_if_there(*world.disk, world.at("directory"), 10).has_value());
}

TEST_CASE("What is written can be read back, bytes and all") {
  World world;
  const std::string content("a\0b\nü\xff", 7);
  REQUIRE(world.disk->write(world.at("f"), content, {}));
  CHECK(world.disk->read(world.at("f"), 100) == content);
  REQUIRE(world.disk->write(world.at("f"), "", {}));
  CHECK(world.disk->read(world.at("f"), 0) == "");
}

TEST_CASE("A full or broken disk is the machine's failure, a wrong place is that of what was asked") {
  CHECK(failure_of(ENOSPC) == Errc::unreachable);
  CHECK(failure_of(EIO) == Errc::unreachable);
  CHECK(failure_of(EMFILE) == Errc::unreachable);
  CHECK(failure_of(EACCES) == Errc::failed);
  CHECK(failure_of(ENOTDIR) == Errc::failed);
}

TEST_CASE("A write that fails half way leaves the old content and nothing else") {
  World world;
  REQUIRE(world.disk->write(world.at("f"), "old", {}));
  {
    const FileSizeLimit full(4096);
    const Status status = world.disk->write(world.at("f"), std::string(10'000, 'x'), {});
    REQUIRE_FALSE(status);
    CHECK(status.error().code == Errc::failed);
    CHECK_THAT(status.error().message(), ContainsSubstring("write " + world.at("f").string() + ": File too large"));
  }
  CHECK(world.disk->read(world.at("f"), 100) == "old");
  CHECK(world.names() == std::vector<std::string>{"f"});
}

TEST_CASE("A write over a directory fails and leaves nothing behind") {
  World world;
  REQUIRE(world.disk->make_directory(world.at("d"), {.mode = 0700}));
  CHECK_FALSE(world.disk->write(world.at("d"), "x", {}));
  CHECK(world.names() == std::vector<std::string>{"d"});
}

TEST_CASE("A write replaces a link and does not touch what it pointed to") {
  World world;
  write_file(world.at("victim"), "precious");
  fs::create_symlink("victim", world.at("link"));
  REQUIRE(world.disk->write(world.at("link"), "new", {}));
  CHECK(read_file(world.at("victim")) == "precious");
  CHECK(world.disk->status(world.at("link")).value()->kind == FileKind::regular);
}

TEST_CASE("Reading never follows a link in the last place") {
  World world;
  write_file(world.at("secret"), "x");
  fs::create_symlink("secret", world.at("link"));
  const auto content = world.disk->read(world.at("link"), 100);
  REQUIRE_FALSE(content);
  CHECK(content.error().code == Errc::refused);
  CHECK(content.error().message() == "read " + world.at("link").string() + ": it is a symbolic link");
  CHECK(world.disk->read_link(world.at("link")) == "secret");
  CHECK_FALSE(world.disk->read_link(world.at("secret")));
}

TEST_CASE("A file larger than the limit is an error, never a cut") {
  World world;
  write_file(world.at("f"), "12345");
  CHECK(world.disk->read(world.at("f"), 5) == "12345");
  const auto content = world.disk->read(world.at("f"), 4);
  REQUIRE_FALSE(content);
  CHECK(content.error().message() == "read " + world.at("f").string() + ": it is larger than 4");
}

TEST_CASE("Files that do not tell their size are read whole") {
  const auto disk = make_system_disk();
  const auto status = disk->read("/proc/self/status", 1 << 20);
  REQUIRE(status);
  CHECK_THAT(*status, ContainsSubstring("Pid:"));
}

TEST_CASE("A named pipe is refused, not waited for") {
  World world;
  REQUIRE(::mkfifo(world.at("pipe").c_str(), 0600) == 0);
  const auto content = world.disk->read(world.at("pipe"), 100);
  REQUIRE_FALSE(content);
  CHECK_THAT(content.error().message(), ContainsSubstring("it is a named pipe"));
}

TEST_CASE("Status tells a missing path from one that cannot be looked at") {
  World world;
  write_file(world.at("f"), "abc");
  CHECK(world.disk->status(world.at("none")) == std::nullopt);
  CHECK(world.disk->status(world.at("none/deeper")) == std::nullopt);
  CHECK(world.disk->status(world.at("f/below-a-file")) == std::nullopt);
  CHECK_FALSE(world.disk->status(world.at(std::string(300, 'n'))));
  const auto status = world.disk->status(world.at("f")).value();
  REQUIRE(status);
  CHECK(status->kind == FileKind::regular);
  CHECK(status->size == 3);
  CHECK(status->uid == ::geteuid());
}

TEST_CASE("Paths may be relative, end in a slash or be the root") {
  World world;
  REQUIRE(world.disk->make_directory(world.at("d") / "", {.mode = 0755}));
  CHECK(world.disk->status(world.at("d/")).value()->kind == FileKind::directory);
  CHECK(world.disk->status(world.at("d/.")).value()->kind == FileKind::directory);
  CHECK(world.disk->status(world.at("d/..")).value()->kind == FileKind::directory);
  CHECK(world.disk->status("/").value()->kind == FileKind::directory);
  CHECK(world.disk->status(".").value()->kind == FileKind::directory);
  CHECK(world.disk->status("") == std::nullopt);
}

TEST_CASE("A link is switched in one step, whatever it pointed to before") {
  World world;
  REQUIRE(world.disk->switch_link(world.at("current"), "v1"));
  REQUIRE(world.disk->switch_link(world.at("current"), "v2"));
  CHECK(world.disk->read_link(world.at("current")) == "v2");
  CHECK(world.names() == std::vector<std::string>{"current"});
}

TEST_CASE("A link is not put in the place of a file or directory") {
  World world;
  write_file(world.at("f"), "precious");
  fs::create_directory(world.at("d"));
  CHECK_FALSE(world.disk->switch_link(world.at("f"), "v1"));
  CHECK_FALSE(world.disk->switch_link(world.at("d"), "v1"));
  CHECK(read_file(world.at("f")) == "precious");
  CHECK(world.names() == std::vector<std::string>{"d", "f"});
}

TEST_CASE("Renaming moves files and directories, and says both names when it cannot") {
  World world;
  write_file(world.at("d/f"), "1");
  REQUIRE(world.disk->rename(world.at("d"), world.at("e")));
  CHECK(read_file(world.at("e/f")) == "1");
  const Status status = world.disk->rename(world.at("none"), world.at("x"));
  REQUIRE_FALSE(status);
  CHECK_THAT(status.error().message(), ContainsSubstring("none") && ContainsSubstring("/x: No such file"));
}

TEST_CASE("Removing what is not there is success") {
  World world;
  CHECK(world.disk->remove_file(world.at("none")));
  CHECK(world.disk->remove_file(world.at("none/deeper")));
  CHECK(world.disk->remove_tree(world.at("none")));
}

TEST_CASE("Removing a link leaves what it points to") {
  World world;
  write_file(world.at("f"), "precious");
  fs::create_symlink("f", world.at("link"));
  CHECK(world.disk->remove_file(world.at("link")));
  CHECK(world.names() == std::vector<std::string>{"f"});
}

TEST_CASE("Free space is that of the nearest parent that exists") {
  World world;
  const auto here = world.disk->free_space(world.directory.path());
  const auto there = world.disk->free_space(world.at("not/yet/made"));
  REQUIRE(here);
  REQUIRE(there);
  CHECK(*here > 0);
  CHECK(*there > 0);
}
