#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/support/error.h"

namespace trimtab {

/// The parts of an http address that a client needs.
struct HttpUrl {
  std::string host;  ///< a name or a numeric address; IPv6 without its brackets
  std::uint16_t port = 80;
  std::string target = "/";  ///< path and query, as in the request line
};

/// Refuses what a request line cannot carry (white space, control and non-ASCII characters), user names, fragments and
/// any scheme but http.
[[nodiscard]] Result<HttpUrl> parse_http_url(std::string_view text);

}  // namespace trimtab
