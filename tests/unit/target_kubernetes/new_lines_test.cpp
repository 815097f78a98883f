#include "core/target/kubernetes/driver/new_lines.h"

#include <catch2/catch_test_macros.hpp>

using namespace trimtab;

using Lines = std::vector<std::string>;

TEST_CASE("A log that is read again gives each line once") {
  NewLines log;
  CHECK(log.take("10:00:01 one\n10:00:01 two\n", 10) == Lines{"one", "two"});
  CHECK(log.take("10:00:01 one\n10:00:01 two\n10:00:01 three\n", 10) == Lines{"three"});
  CHECK(log.take("10:00:01 one\n10:00:01 two\n10:00:01 three\n", 10).empty());
}

TEST_CASE("A program that says the same again is heard again") {
  NewLines log;
  CHECK(log.take("10:00:01 tick\n", 10) == Lines{"tick"});
  CHECK(log.take("10:00:01 tick\n10:00:02 tick\n", 10) == Lines{"tick"});
}

TEST_CASE("A log is read on from the time of its last line, from its beginning at first") {
  NewLines log;
  CHECK(log.since().empty());
  (void)log.take("10:00:01 one\n10:00:02 two\n", 10);
  CHECK(log.since() == "10:00:02");
}

TEST_CASE("Lines that were more than a look may bring leave three points") {
  NewLines log;
  (void)log.take("10:00:01 one\n", 2);
  CHECK(log.take("10:00:02 four\n10:00:02 five\n", 2) == Lines{"...", "four", "five"});
  CHECK(log.take("10:00:02 five\n10:00:03 six\n", 2) == Lines{"six"});
}

TEST_CASE("A log without a line, an empty line and one without a time are taken as they are") {
  NewLines log;
  CHECK(log.take("", 10).empty());
  CHECK(log.take("10:00:01 \n", 10) == Lines{""});
  CHECK(log.take("unable\n", 10) == Lines{"unable"});
}
