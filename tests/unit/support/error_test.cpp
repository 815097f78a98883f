#include "core/support/error.h"

#include <catch2/catch_test_macros.hpp>
#include <cerrno>

using namespace trimtab;

namespace {

Result<int> half(int number) {
  if (number % 2 != 0) return fail(Errc::invalid, "E0101", "the number is odd", "take another");
  return number / 2;
}

Result<int> quarter(int number) {
  TRIMTAB_TRY(const int once, half(number));
  TRIMTAB_CHECK(half(once));
  return once / 2;
}

}  // namespace

TEST_CASE("An error passes through TRY and CHECK unchanged") {
  CHECK(quarter(8) == 2);
  REQUIRE_FALSE(quarter(7));
  CHECK(quarter(7).error().code == Errc::invalid);
  CHECK(quarter(6).error().diagnostics.front().next == "take another");
}

TEST_CASE("A message says what was being done, outermost first") {
  Error error = fail(Errc::failed, "E0772", "no space left").error();
  error = within("write /x", std::move(error));
  error = within("apply db/config/main", std::move(error));
  CHECK(error.message() == "apply db/config/main: write /x: no space left");
}

TEST_CASE("An errno has the system's text") { CHECK(errno_text(ENOENT) == "No such file or directory"); }
