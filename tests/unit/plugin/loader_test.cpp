#include "core/plugin/loader.h"

#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <tuple>

#include "fixture.h"

using namespace trimtab;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string loading(const Path& file) {
  const auto disk = make_system_disk();
  return refusal(load_plugin(*disk, file, {}));
}

/// A copy of a good plugin, changed at one byte of its header.
std::string loading_patched(std::size_t offset, char byte) {
  const TemporaryDirectory directory;
  std::string bytes = content(fixture("plain"));
  bytes[offset] = byte;
  write_file(directory / "patched.so", bytes);
  return loading(directory / "patched.so");
}

}  // namespace

TEST_CASE("A plugin with one thing wrong is refused with what was expected, what was found and what to do") {
  const auto [defect, reason] = GENERATE(table<std::string, std::string>({
      {"no_entry", "E0220 {} exports no trimtab_plugin_entry: it is a library, but no trimtab plugin"},
      {"unresolved_symbol",
       "E0207 {} uses the symbol engine_internal_function, which neither it nor a library it names defines"},
      {"missing_library", "E0208 {} needs the library libtrimtab_absent.so, which is not installed"},
      {"entry_refuses", "E0221 the entry of {} returned 3: needs a processor with AVX-512"},
      {"entry_throws", "E0222 the entry of {} threw: no credentials"},
      {"abi_too_new", "E0223 {} is made for ABI 2.0, this trimtab speaks ABI 1.0"},
      {"abi_too_old", "E0224 {} is made for ABI 0.9, this trimtab speaks ABI 1.0"},
      {"size_nonsense", "E0225 {} says its trimtab_plugin has 12 bytes; 40 to 256 are possible"},
      {"null_call", "E0226 {} leaves call empty"},
      {"null_close", "E0226 {} leaves close empty"},
  }));
  CAPTURE(defect);
  const auto disk = make_system_disk();
  const auto loaded = load_plugin(*disk, fixture(defect), {});
  std::string expected = reason;
  expected.replace(expected.find("{}"), 2, fixture(defect).string());
  CHECK(refusal(loaded) == expected);
  CHECK_FALSE(loaded.error().diagnostics.front().next.empty());
}

TEST_CASE("A file that is no plugin for this machine is refused before the dynamic linker sees it") {
  const TemporaryDirectory directory;
  write_file(directory / "script.so", "#!/bin/sh\nexit 0\n");
  write_file(directory / "empty.so", "");
  write_file(directory / "short.so", content(fixture("plain")).substr(0, 20));
  std::filesystem::create_directory(directory / "folder.so");

  CHECK_THAT(loading(directory / "absent.so"), ContainsSubstring("E0201 there is no plugin"));
  CHECK_THAT(loading("/nowhere/at/all.so"), ContainsSubstring("E0201"));
  CHECK_THAT(loading(directory / "folder.so"), ContainsSubstring("E0202") && ContainsSubstring("not a regular file"));
  CHECK_THAT(loading(directory / "script.so"), ContainsSubstring("E0204") && ContainsSubstring("is no ELF file"));
  CHECK_THAT(loading(directory / "empty.so"), ContainsSubstring("E0204"));
  CHECK_THAT(loading(directory / "short.so"),
             ContainsSubstring("E0206") && ContainsSubstring("ends inside its ELF header"));
}

TEST_CASE("A plugin for another machine names both machines") {
  CHECK_THAT(loading_patched(18, '\xF3'),
             ContainsSubstring("E0205") && ContainsSubstring("is built for RISC-V (64 bit), this trimtab runs on "));
  CHECK_THAT(loading_patched(4, 1), ContainsSubstring("E0205") && ContainsSubstring("(32 bit)"));
}

TEST_CASE("An object file is not a shared object") {
  CHECK_THAT(loading_patched(16, 1), ContainsSubstring("E0227") && ContainsSubstring("no shared object"));
}

TEST_CASE("A truncated plugin is refused wherever it ends") {
  const std::string whole = content(fixture("plain"));
  const std::size_t end = GENERATE_COPY(std::size_t{64}, std::size_t{700}, whole.size() / 2, whole.size() - 1);
  const TemporaryDirectory directory;
  write_file(directory / "cut.so", whole.substr(0, end));
  CHECK_THAT(loading(directory / "cut.so"), ContainsSubstring("E0206") && ContainsSubstring("is truncated"));
}

TEST_CASE("A plugin that another account could change is refused") {
  const TemporaryDirectory directory;
  const Path file = directory / "plain.so";
  std::filesystem::copy_file(fixture("plain"), file);
  ::chmod(file.c_str(), 0644);
  CHECK(loading(file) == "fine");

  SECTION("because its file may be written by all") {
    ::chmod(file.c_str(), 0646);
    CHECK_THAT(loading(file), ContainsSubstring("E0203") && ContainsSubstring("every account may write it"));
  }
  SECTION("because its directory may be written by all") {
    ::chmod(directory.path().c_str(), 0707);
    CHECK_THAT(loading(file),
               ContainsSubstring("E0203") && ContainsSubstring(directory.path().string() + " is not loaded"));
  }
  SECTION("because it belongs to someone else") {
    if (::geteuid() != 0) SKIP("only root can give a file away");
    REQUIRE(::chown(file.c_str(), 65533, 65533) == 0);
    CHECK_THAT(loading(file),
               ContainsSubstring("E0203") && ContainsSubstring("it belongs to uid 65533, neither root nor you"));
  }
  SECTION("because a group other than one's own may write it") {
    if (::geteuid() != 0) SKIP("only root can give a file to any group");
    REQUIRE(::chown(file.c_str(), 0, 65533) == 0);
    ::chmod(file.c_str(), 0664);
    CHECK_THAT(loading(file), ContainsSubstring("E0203") && ContainsSubstring("the group 65533 may write it"));
  }
}

TEST_CASE("A link is followed to a file that is checked like any other") {
  const TemporaryDirectory directory;
  std::filesystem::create_symlink(fixture("plain"), directory / "link.so");
  std::filesystem::create_symlink(directory / "nothing", directory / "dangling.so");
  std::filesystem::create_symlink(directory / "loop.so", directory / "loop.so");
  CHECK(loading(directory / "link.so") == "fine");
  CHECK_THAT(loading(directory / "dangling.so"), ContainsSubstring("E0201"));
  CHECK_THAT(loading(directory / "loop.so"), ContainsSubstring("E0201"));

  const TemporaryDirectory open;
  ::chmod(open.path().c_str(), 0777);
  std::filesystem::create_symlink(fixture("plain"), open / "link.so");
  CHECK_THAT(loading(open / "link.so"), ContainsSubstring("E0203"));
}

TEST_CASE("A plugin of a later minor version may fill in more than this engine knows") {
  CHECK(loading(fixture("later_minor")) == "fine");
}
