#include <catch2/catch_test_macros.hpp>

#include "core/support/text.h"

using namespace trimtab;
using namespace std::chrono_literals;

TEST_CASE("A duration is a number and a unit") {
  CHECK(parse_duration("250ms") == 250ms);
  CHECK(parse_duration("90s") == 90s);
  CHECK(parse_duration("10m") == 10min);
  CHECK(parse_duration("2h") == 2h);
  CHECK(parse_duration("14d") == 14 * 24h);
  CHECK(parse_duration("0s") == 0ms);
}

TEST_CASE("What is not quite a duration is refused") {
  for (const char* text : {"", "10", "s", "-1s", "+1s", "1.5s", " 1s", "1s ", "1 s", "1S", "1w", "1m30s",
                           "999999999999999d", "18446744073709551616s"}) {
    CAPTURE(text);
    CHECK(parse_duration(text) == std::nullopt);
  }
}

TEST_CASE("A size is bytes, or a number with a unit of Kubernetes") {
  CHECK(parse_size("4096") == 4096);
  CHECK(parse_size("1Ki") == 1024);
  CHECK(parse_size("512Mi") == 512ULL << 20);
  CHECK(parse_size("10Gi") == 10ULL << 30);
  CHECK(parse_size("2M") == 2'000'000);
  for (const char* text : {"", "Mi", "-1", "1.5Gi", "1mi", "1 Gi", "1B", "99999999999Ti"}) {
    CAPTURE(text);
    CHECK(parse_size(text) == std::nullopt);
  }
}

TEST_CASE("Durations are short to read") {
  CHECK(duration_text(0ms) == "0.0 s");
  CHECK(duration_text(430ms) == "0.4 s");
  CHECK(duration_text(9'999ms) == "9.9 s");
  CHECK(duration_text(41'700ms) == "41 s");
  CHECK(duration_text(130s) == "2m10s");
  CHECK(duration_text(121s) == "2m01s");
  CHECK(duration_text(2h + 41min) == "2h41m");
  CHECK(duration_text(75h) == "3d03h");
  CHECK(duration_text(-41s) == "-41 s");
}

TEST_CASE("Sizes are shown in the units they are written in") {
  CHECK(size_text(0) == "0");
  CHECK(size_text(1023) == "1023");
  CHECK(size_text(1024) == "1Ki");
  CHECK(size_text(1536) == "1.5Ki");
  CHECK(size_text(512ULL << 20) == "512Mi");
  CHECK(size_text(10ULL << 30) == "10Gi");
  CHECK(size_text(~0ULL) == "15.9Ei");
}
