#pragma once

#include <cctype>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

#include <trimtab/context.hpp>

namespace trimtab {
inline namespace sdk_v1 {

/// At most `limit` characters: the text itself, or its beginning, `joint` and 8 hex digits that stand for all of it
/// (FNV-1a). The same text always gives the same name.
inline std::string shortened(std::string_view text, std::size_t limit, char joint = '-') {
  if (text.size() <= limit) return std::string(text);
  std::uint32_t hash = 2166136261u;
  for (const unsigned char byte : text) hash = (hash ^ byte) * 16777619u;
  char digits[9];
  static_cast<void>(std::snprintf(digits, sizeof digits, "%08x", static_cast<unsigned>(hash)));
  return std::string(text.substr(0, limit - 9)) + joint + digits;
}

/// A DNS label of at most 30 characters for what is made for one claim: "airflow" for the claim in the property that
/// the capability is usually claimed by, "airflow-result-backend" for another one. `prefix` comes before it, with a
/// dash.
inline std::string claim_name(const Claim& claim, std::string_view usual_property, std::string_view prefix = {}) {
  std::string name = prefix.empty() ? claim.by() : std::string(prefix) + "-" + claim.by();
  if (claim.property() == usual_property) return shortened(name, 30);
  name += '-';
  for (const char c : claim.property()) {
    const auto letter = static_cast<unsigned char>(c);
    if (std::isupper(letter) != 0) name += '-';
    name += std::isalnum(letter) != 0 ? static_cast<char>(std::tolower(letter)) : '-';
  }
  return shortened(name, 30);
}

}  // namespace sdk_v1
}  // namespace trimtab
