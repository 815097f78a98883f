#include <fmt/format.h>

#include <catch2/catch_test_macros.hpp>

#include "core/support/text.h"
#include "core/support/utf8.h"

using namespace trimtab;

namespace {

std::string encode(char32_t c) {
  const auto byte = [](char32_t value) { return static_cast<char>(value); };
  if (c < 0x80) return {byte(c)};
  if (c < 0x800) return {byte(0xc0 | c >> 6), byte(0x80 | (c & 63))};
  if (c < 0x10000) return {byte(0xe0 | c >> 12), byte(0x80 | (c >> 6 & 63)), byte(0x80 | (c & 63))};
  return {byte(0xf0 | c >> 18), byte(0x80 | (c >> 12 & 63)), byte(0x80 | (c >> 6 & 63)), byte(0x80 | (c & 63))};
}

/// Written out on its own, from what the characters do, so that a slip in the table under test shows.
bool must_be_escaped(char32_t c) {
  const bool control = c < 0x20 || (c >= 0x7f && c <= 0x9f);
  const bool bidi =
      c == 0x61c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
  const bool zero_width = (c >= 0x200b && c <= 0x200d) || (c >= 0x2060 && c <= 0x2064) || c == 0xfeff || c == 0xad;
  const bool separator = c == 0x2028 || c == 0x2029;
  const bool noncharacter = (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe;
  const bool tag = c >= 0xe0000 && c <= 0xe007f;
  return control || bidi || zero_width || separator || noncharacter || tag;
}

}  // namespace

TEST_CASE("Every code point that acts on a terminal is shown by its number") {
  std::size_t escaped = 0;
  for (char32_t c = 0; c <= 0x10ffff; ++c) {
    if ((c >= 0xd800 && c <= 0xdfff) || !must_be_escaped(c)) continue;
    const std::string shown = printable("a" + encode(c) + "b");
    if (shown != fmt::format("a\\u{{{:x}}}b", static_cast<std::uint32_t>(c)))
      FAIL("U+" << std::hex << std::uint32_t{c});
    ++escaped;
  }
  CHECK(escaped > 65 + 128);
}

TEST_CASE("Letters, signs and emoji of all planes stay as they are") {
  for (const char* text :
       {"plain ASCII ~!@#", "Grüße", "Ελλάδα", "日本語", "한국어", "עברית", "e\xcc\x81", "🚀", "𝒳"}) {
    CHECK(printable(text) == text);
  }
}

TEST_CASE("No output of printable holds a raw control byte, whatever goes in") {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string shown =
          printable(std::string{static_cast<char>(first), static_cast<char>(second), '\x80', 'x'});
      for (std::string_view rest = shown; !rest.empty();) {
        const Decoded c = decode_first(rest);
        if (!c.valid || must_be_escaped(c.value)) FAIL("bytes " << first << " " << second);
        rest.remove_prefix(c.size);
      }
    }
  }
}

TEST_CASE("Bytes that are not UTF-8 are shown one by one") {
  CHECK(printable("\xff") == "\\u{ff}");
  CHECK(printable("\xc0\xaf") == "\\u{c0}\\u{af}");                        // over-long "/"
  CHECK(printable("\xed\xa0\x80") == "\\u{ed}\\u{a0}\\u{80}");             // a surrogate
  CHECK(printable("\xf4\x90\x80\x80") == "\\u{f4}\\u{90}\\u{80}\\u{80}");  // past U+10FFFF
  CHECK(printable("\xe2\x82") == "\\u{e2}\\u{82}");                        // cut in the middle
  CHECK(printable("\xe2"
                  "a") == "\\u{e2}a");
}

TEST_CASE("Newlines and tabs stay only where they are wanted") {
  CHECK(printable("a\n\tb") == "a\\u{a}\\u{9}b");
  CHECK(printable("a\n\tb\r\x1b[2J", true) == "a\n\tb\\u{d}\\u{1b}[2J");
}

TEST_CASE("Columns count what a terminal shows") {
  CHECK(columns("") == 0);
  CHECK(columns("abc") == 3);
  CHECK(columns("é") == 1);
  CHECK(columns("e\xcc\x81") == 1);
  CHECK(columns("日本") == 4);
  CHECK(columns("🚀!") == 3);
  CHECK(columns("ｆ") == 2);
}
