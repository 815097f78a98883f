#include "core/support/text.h"

#include <catch2/catch_test_macros.hpp>
#include <cstdlib>
#include <ctime>

using namespace trimtab;

TEST_CASE("The nearest word is found within a third of its length") {
  const std::vector<std::string> words = {"replicas", "queues", "concurrency", "env"};
  CHECK(nearest("replica", words) == "replicas");
  CHECK(nearest("relpicas", words) == "replicas");  // neighbours swapped are one edit
  CHECK(nearest("queus", words) == "queues");
  CHECK(nearest("evn", words) == "env");
  CHECK(nearest("exy", words) == std::nullopt);
  CHECK(nearest("workers", words) == std::nullopt);
  CHECK(nearest("", words) == std::nullopt);
  CHECK(nearest("replicas", {}) == std::nullopt);
}

TEST_CASE("Of equally near words the first is taken, and a nearer one before it") {
  const std::vector<std::string> words = {"bat", "cat", "rat"};
  CHECK(nearest("hat", words) == "bat");
  CHECK(nearest("rat", words) == "rat");
}

TEST_CASE("Words are compared by characters, not bytes") {
  const std::vector<std::string> words = {"größe"};
  CHECK(nearest("grösse", words) == "größe");
  CHECK(nearest("gröte", words) == "größe");
}

TEST_CASE("A name is a DNS label of at most 30 characters") {
  for (const char* good : {"a", "db", "team-a2", "a23456789012345678901234567890"}) CHECK(is_name(good));
  for (const char* bad : {"", "A", "1a", "-a", "a-", "team_a", "a.b", "ä", "a2345678901234567890123456789012"}) {
    CAPTURE(bad);
    CHECK_FALSE(is_name(bad));
  }
}

TEST_CASE("A text of digits alone has no other character, and an empty one has none at all") {
  for (const char* good : {"", "0", "9", "0123456789", "99999999999999999999999"}) CHECK(digits_only(good));
  for (const char* bad : {"a", "1a", "a1", "-1", "1.0", " 1", "/", ":", "1\n", "٣"}) {
    CAPTURE(bad);
    CHECK_FALSE(digits_only(bad));
  }
  CHECK_FALSE(digits_only(std::string_view("1\0", 2)));
}

TEST_CASE("Splitting keeps empty parts and joining is its inverse") {
  const std::vector<std::string> parts = {"a", "", "b", ""};
  CHECK(split("a,,b,", ',') == parts);
  CHECK(join(parts, ",") == "a,,b,");
  CHECK(split("", ',') == std::vector<std::string>{""});
  CHECK(join({}, ",").empty());
}

TEST_CASE("A word is quoted only when a shell would read it differently") {
  CHECK(shell_quoted("/usr/bin/python3") == "/usr/bin/python3");
  CHECK(shell_quoted("") == "''");
  CHECK(shell_quoted("two words") == "'two words'");
  CHECK(shell_quoted("$HOME") == "'$HOME'");
  CHECK(shell_quoted("it's") == "'it'\\''s'");
  CHECK(shell_quoted("~") == "'~'");
}

TEST_CASE("A time is shown as a local date") {
  const WallTime time{std::chrono::seconds(0)};
  const std::string text = time_text(time);
  CHECK(text.size() == std::string("1970-01-01 00:00:00").size());
  std::tm local{};
  const std::time_t seconds = 0;
  REQUIRE(::localtime_r(&seconds, &local) != nullptr);
  CHECK(text.substr(0, 4) == std::to_string(1900 + local.tm_year));
  CHECK(std::stoi(text.substr(11, 2)) == local.tm_hour);
}
