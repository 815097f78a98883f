#pragma once

#include <openssl/ssl.h>

#include <optional>
#include <string>

#include "core/http/origin.h"

namespace trimtab {

/// Why the server of a session, after its handshake, is not the one named; nothing when it is. Says which check failed
/// (issuer, name, dates, use of the key) and whose certificate that was.
[[nodiscard]] std::optional<std::string> distrust_of(SSL* session, const std::string& name);

/// The first address of a host, as digits; the host itself when it has none.
[[nodiscard]] std::string numeric_address(const std::string& host);

}  // namespace trimtab
