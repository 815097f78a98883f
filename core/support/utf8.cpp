#include "core/support/utf8.h"

namespace trimtab {
namespace {

/// How many bytes a character takes by its first byte; 0 when none starts so.
std::size_t sequence_size(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return 2;
  if (first >= 0xe0 && first <= 0xef) return 3;
  if (first >= 0xf0 && first <= 0xf4) return 4;
  return 0;
}

bool in_range(char32_t value, std::size_t size) {
  constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xd800 && value <= 0xdfff;
  return value >= least[size] && value <= 0x10ffff && !surrogate;
}

}  // namespace

Decoded decode_first(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  const std::size_t size = sequence_size(first);
  const Decoded invalid{first, 1, false};
  if (size == 0 || size > text.size()) return invalid;
  if (size == 1) return {first, 1, true};
  char32_t value = first & (0x7fU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xc0) != 0x80) return invalid;
    value = (value << 6) | (byte & 0x3f);
  }
  if (!in_range(value, size)) return invalid;
  return {value, size, true};
}

}  // namespace trimtab
