#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <string_view>

#include "core/support/clock.h"
#include "core/support/error.h"

namespace trimtab {

struct HttpRequest {
  std::string method = "GET";
  std::string url = {};  ///< http://host:port/path?query; the query's percent-encoding may be rewritten
  std::map<std::string, std::string> headers = {};
  std::string body = {};
  Duration timeout = std::chrono::seconds(10);  ///< for everything, from the connection to the last byte
  Duration silence = std::chrono::hours(24);    ///< no byte for so long is the end too
  std::size_t body_limit = std::size_t{1} << 20;
  bool status_only = false;  ///< the body is not taken: its length and encoding do not matter
  /// Takes the body of a 2xx answer as it comes, however long it gets; false ends the exchange, which then succeeded.
  /// Called by the thread that waits for the exchange.
  std::function<bool(std::string_view)> on_body = {};
  std::stop_token stop = {};  ///< ends the exchange from outside; it then has failed
};

struct HttpResponse {
  int status = 0;
  std::map<std::string, std::string>
      headers;  ///< names in lower case; values of a repeated name sorted, joined by ", "
  std::string body;
};

/// One request on a connection of its own. Any complete answer is a response, whatever its status: redirects are not
/// followed, so credentials go nowhere else. Errc::invalid when the request cannot be sent as written;
/// Errc::unreachable when no complete answer came in time; Errc::failed when the answer cannot be trusted: no length,
/// too large, an encoding that was not asked for.
[[nodiscard]] Result<HttpResponse> http_exchange(const HttpRequest& request);

}  // namespace trimtab
