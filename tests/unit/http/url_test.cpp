#include "core/http/url.h"

#include <fmt/format.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

using namespace trimtab;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string parts(std::string_view text) {
  const auto url = parse_http_url(text);
  return url ? fmt::format("{} {} {}", url->host, url->port, url->target) : url.error().message();
}

}  // namespace

TEST_CASE("An address is taken apart into host, port and target") {
  CHECK(parts("http://127.0.0.1:8080/api/v2/monitor/health?x=%20&y") ==
        "127.0.0.1 8080 /api/v2/monitor/health?x=%20&y");
  CHECK(parts("http://localhost") == "localhost 80 /");
  CHECK(parts("http://[::1]:5555/") == "::1 5555 /");
  CHECK(parts("http://[fe80::1]") == "fe80::1 80 /");
  CHECK(parts("http://db-1.example_net:1?q") == "db-1.example_net 1 /?q");
}

TEST_CASE("What is no address of an http server is refused with the reason") {
  CHECK_THAT(parts("https://h/"), ContainsSubstring("does not begin with http://"));
  CHECK_THAT(parts("/health"), ContainsSubstring("does not begin with http://"));
  CHECK_THAT(parts("http://"), ContainsSubstring("names no host"));
  CHECK_THAT(parts("http://:80/"), ContainsSubstring("names no host"));
  CHECK_THAT(parts("http://[::1"), ContainsSubstring("names no host"));
  CHECK_THAT(parts("http://[]:1/"), ContainsSubstring("names no host"));
  CHECK_THAT(parts("http://h%41/"), ContainsSubstring("names no host"));
  CHECK_THAT(parts("http://user:word@h/"), ContainsSubstring("names a user"));
  CHECK_THAT(parts("http://h/#top"), ContainsSubstring("has a fragment"));
  for (const char* port : {":", ":0", ":65536", ":-1", ":8x", ":80:80", "x80"}) {
    CAPTURE(port);
    CHECK_THAT(parts(std::string("http://[::1]") + port + "/"), ContainsSubstring("has a port that is not a number"));
  }
}

TEST_CASE("An address cannot smuggle anything into the request line") {
  for (const char* text :
       {"http://h/a b", "http://h/\r\nX: y", "http://h/\t", "http://h/\x7f", "http://h\n/", "http://h/ü"}) {
    CAPTURE(text);
    CHECK_THAT(parts(text), ContainsSubstring("must be percent-encoded"));
  }
  CHECK_THAT(parts("http://h/\x1b[2J"), ContainsSubstring("\\u{1b}[2J"));
}
