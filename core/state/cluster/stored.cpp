#include "core/state/cluster/stored.h"

#include <fmt/format.h>

#include <charconv>

#include "core/support/digest.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

template <class Number>
bool take(const std::string& text, Number& number) {
  const char* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, number);
  return problem == std::errc{} && stop == end;
}

}  // namespace

std::string Stored::text() const { return fmt::format("{}.{}.{}", epoch, digest, parts); }

std::optional<Stored> Stored::parse(std::string_view text) {
  const auto words = split(text, '.');
  Stored stored;
  if (words.size() != 3 || !take(words[0], stored.epoch) || !take(words[2], stored.parts)) return std::nullopt;
  stored.digest = words[1];
  return stored;
}

std::string Stored::name(std::uint32_t part) const { return fmt::format("{}.{}.{}", epoch, digest, part); }

std::string stored_digest(std::string_view bytes) { return sha256(bytes).substr(0, 32); }

}  // namespace trimtab
