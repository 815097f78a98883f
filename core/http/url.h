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
  bool tls = false;
  std::string target = "/";  ///< path and query, as in the request line
};

enum class HttpSchemes { plain, any };  ///< http alone, or https too

/// Refuses what a request line cannot carry (white space, control and non-ASCII characters), user names, fragments and
/// other schemes.
[[nodiscard]] Result<HttpUrl> parse_http_url(std::string_view text, HttpSchemes schemes = HttpSchemes::plain);

}  // namespace trimtab
