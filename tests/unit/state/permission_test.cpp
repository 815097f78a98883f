#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <filesystem>

#include "core/state/private_directory.h"
#include "tests/unit/state/store_contract.h"

using namespace trimtab;
using namespace trimtab::test;

namespace {

class Umask {
 public:
  explicit Umask(mode_t mask) : before_(umask(mask)) {}
  ~Umask() { umask(before_); }
  Umask(const Umask&) = delete;
  Umask& operator=(const Umask&) = delete;

 private:
  mode_t before_;
};

/// Why the store is not opened, neither for reading nor for writing.
std::string refusal(const SqliteHome& home) {
  const auto reader = SqliteStore::open_for_reading(home.file(), home.clock);
  REQUIRE_FALSE(reader);
  CHECK(reader.error().code == Errc::refused);
  Lock lock = value(Lock::acquire(home.file().parent_path() / "lock", holder()));
  const auto writer = SqliteStore::open_for_writing(home.file(), lock, home.clock);
  REQUIRE_FALSE(writer);
  CHECK(writer.error().message() == reader.error().message());
  return reader.error().message();
}

}  // namespace

TEST_CASE("Only the owner may enter the directory and open the files, whatever the umask", "[sqlite][permission]") {
  const mode_t mask = GENERATE(mode_t{0}, mode_t{022}, mode_t{0177});
  CAPTURE(mask);
  SqliteHome home;
  home.close();
  std::filesystem::remove_all(home.file().parent_path());
  const Umask umask(mask);
  home.reopen();
  (void)applied(home.store(), {config("a", "1")});
  CHECK(mode_of(home.file()) == 0600);
  CHECK(mode_of(home.file().parent_path() / "lock") == 0600);
  CHECK(mode_of(home.file().parent_path()) == 0700);
}

TEST_CASE("A directory that was opened to others is closed again", "[sqlite][permission]") {
  SqliteHome home;
  chmod(home.file().parent_path().c_str(), 0755);
  home.reopen();
  CHECK(mode_of(home.file().parent_path()) == 0700);
}

TEST_CASE("A link in the place of the store is not followed", "[sqlite][permission]") {
  SqliteHome home;
  home.close();
  const Path elsewhere = home.file().parent_path() / "elsewhere.db";
  std::filesystem::rename(home.file(), elsewhere);
  SECTION("symbolic") {
    std::filesystem::create_symlink(elsewhere, home.file());
    CHECK(refusal(home) == home.file().string() + " is not used: it is a symbolic link");
  }
  SECTION("hard") {
    std::filesystem::create_hard_link(elsewhere, home.file());
    CHECK(refusal(home) == home.file().string() + " is not used: it has another name (a hard link)");
  }
}

TEST_CASE("A store that others may read is refused with the way to mend it", "[sqlite][permission]") {
  SqliteHome home;
  home.close();
  chmod(home.file().c_str(), 0640);
  CHECK(refusal(home) == home.file().string() + " is not used: its mode is 0640, others may use it");
}

TEST_CASE("A store of another account is refused", "[sqlite][permission]") {
  if (geteuid() != 0) SKIP("only root can give a file away");
  SqliteHome home;
  home.close();
  REQUIRE(chown(home.file().c_str(), 65534, 65534) == 0);
  CHECK(refusal(home) == home.file().string() + " is not used: it belongs to uid 65534, not to 0");
}

TEST_CASE("What is no file in the place of the store is refused", "[sqlite][permission]") {
  SqliteHome home;
  home.close();
  std::filesystem::remove(home.file());
  std::filesystem::create_directory(home.file());
  CHECK(refusal(home) == home.file().string() + " is not used: it is not a regular file");
}

TEST_CASE("A directory of another account is refused", "[sqlite][permission]") {
  if (geteuid() != 0) SKIP("only root can give a directory away");
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory / "theirs");
  REQUIRE(chown((directory / "theirs").c_str(), 65534, 65534) == 0);
  const Status made = make_private_directory(directory / "theirs");
  REQUIRE_FALSE(made);
  CHECK(made.error().message() == (directory / "theirs").string() + " is not used: it belongs to uid 65534, not to 0");
}

TEST_CASE("Directories above the private one are made as well, and others pass through those of root", "[permission]") {
  const TemporaryDirectory directory;
  const Umask umask(0);
  ok(make_private_directory(directory / "a/b/private"));
  CHECK(mode_of(directory / "a") == (geteuid() == 0 ? 0711 : 0700));
  CHECK(mode_of(directory / "a/b") == (geteuid() == 0 ? 0711 : 0700));
  CHECK(mode_of(directory / "a/b/private") == 0700);
}

TEST_CASE("Below a file nothing can be made or looked for, and the message names the path", "[permission]") {
  const TemporaryDirectory directory;
  write_file(directory / "file", "");
  const auto said = [](const Status& status) { return status ? "no error" : status.error().message(); };
  CHECK(said(make_private_directory(directory / "file/private")) ==
        "cannot make the directory " + (directory / "file/private").string() + ": Not a directory");
  CHECK(said(make_private_directory(directory / "file/above/private")) ==
        "cannot make the directory " + (directory / "file/above").string() + ": Not a directory");
  CHECK(value(check_private_file(directory / "file/state.db")) == PrivateFile::absent);
  CHECK(check_private_file(directory / std::string(300, 'x')).error().message().ends_with("File name too long"));
}

TEST_CASE("A private file is made once, renamed and removed; what cannot be done is named", "[permission]") {
  const TemporaryDirectory directory;
  ok(create_private_file(directory / "a"));
  CHECK(mode_of(directory / "a") == 0600);
  CHECK_FALSE(create_private_file(directory / "a"));
  ok(rename_private_file(directory / "a", directory / "b"));
  CHECK(rename_private_file(directory / "a", directory / "b").error().message() ==
        "cannot rename " + (directory / "a").string() + ": No such file or directory");
  ok(remove_private_file(directory / "b"));
  ok(remove_private_file(directory / "b"));
  std::filesystem::create_directory(directory / "d");
  CHECK(remove_private_file(directory / "d").error().message() ==
        "cannot remove " + (directory / "d").string() + ": Is a directory");
}

TEST_CASE("A directory that is a link or a file is refused", "[sqlite][permission]") {
  const TemporaryDirectory directory;
  std::filesystem::create_directory(directory / "real");
  std::filesystem::create_symlink(directory / "real", directory / "link");
  write_file(directory / "file", "");
  CHECK(make_private_directory(directory / "link").error().code == Errc::refused);
  CHECK(make_private_directory(directory / "file").error().code == Errc::refused);
}
