#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "core/support/text.h"
#include "core/support/utf8.h"
#include "core/support/width_table.h"

namespace trimtab {
namespace {

/// Sources: ECMA-48 (C0, C1),
/// Unicode 14 (bidi controls, default-ignorable format characters, line separators, noncharacters, private tags).
constexpr CodePointRange unsafe_ranges[] = {
    {0x0, 0x1f},      {0x7f, 0x9f},       {0xad, 0xad},       {0x34f, 0x34f},     {0x61c, 0x61c},
    {0x115f, 0x1160}, {0x17b4, 0x17b5},   {0x180b, 0x180f},   {0x200b, 0x200f},   {0x2028, 0x202e},
    {0x2060, 0x206f}, {0x3164, 0x3164},   {0xfdd0, 0xfdef},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},
    {0xfff0, 0xfffb}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0000, 0xe0fff},
};

template <std::size_t Count>
bool contains(const CodePointRange (&ranges)[Count], char32_t value) {
  const auto* after =
      std::upper_bound(std::begin(ranges), std::end(ranges), value,
                       [](char32_t wanted, const CodePointRange& range) { return wanted < range.first; });
  return after != std::begin(ranges) && value <= std::prev(after)->last;
}

}  // namespace

bool acts_on_terminal(const Decoded& character) {
  const bool nonletter = (character.value & 0xfffe) == 0xfffe;  // the last two of every plane
  return !character.valid || nonletter || contains(unsafe_ranges, character.value);
}

std::string printable(std::string_view text, bool keep_newlines) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const Decoded character = decode_first(text);
    const bool kept = keep_newlines && (character.value == '\n' || character.value == '\t');
    if (kept || !acts_on_terminal(character)) {
      result += text.substr(0, character.size);
    } else {
      result += fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(character.value));
    }
    text.remove_prefix(character.size);
  }
  return result;
}

std::size_t columns(std::string_view text) {
  std::size_t total = 0;
  while (!text.empty()) {
    const Decoded character = decode_first(text);
    if (contains(wide_ranges, character.value)) {
      total += 2;
    } else if (!contains(combining_ranges, character.value)) {
      total += 1;
    }
    text.remove_prefix(character.size);
  }
  return total;
}

}  // namespace trimtab
