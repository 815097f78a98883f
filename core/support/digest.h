#pragma once

#include <string>
#include <string_view>

#include "core/support/json.h"

namespace trimtab {

/// SHA-256 as 64 lower-case hex digits.
[[nodiscard]] std::string sha256(std::string_view bytes);
/// HMAC-SHA256 as 64 lower-case hex digits.
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view bytes);
/// One text per value: sorted keys, no white space, UTF-8. Equal values have equal digests on every machine.
[[nodiscard]] std::string canonical_json(const nlohmann::json& value);
/// sha256 of the canonical text.
[[nodiscard]] std::string digest_of(const nlohmann::json& value);
/// Compares in constant time; used for keyed digests.
[[nodiscard]] bool equal_secret(std::string_view a, std::string_view b);

}  // namespace trimtab
