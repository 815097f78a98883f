#pragma once

#include <httplib.h>

#include <optional>
#include <string>

#include "core/http/client.h"
#include "core/http/deadline.h"

namespace trimtab {

/// One exchange as the library sees it, on a connection that it may open and, where the client keeps it, leave open;
/// the library's callbacks write here.
class Exchange {
 public:
  /// `target` is the path and query of the request line. Everything is borrowed for the life of the exchange.
  Exchange(const HttpRequest& request, std::string target, httplib::ClientImpl& client);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  Result<HttpResponse> run();

 private:
  void limit_time();
  void fill(std::string target);
  bool take_head(const httplib::Response& response);
  bool take_body(std::string_view bytes);
  void make_room(std::size_t more);
  [[nodiscard]] Error failure(httplib::Error error) const;

  const HttpRequest& request_;
  httplib::ClientImpl& client_;
  httplib::Request sent_;
  std::string body_;
  bool streams_ = false;
  std::optional<HttpResponse> enough_;    // all that is wanted of an exchange that was not read to its end
  std::optional<std::string> objection_;  // why the body is not taken
  ConnectionDeadline deadline_;
  std::stop_callback<std::function<void()>> stopped_;
};

/// What a request may not hold, because it would break out of its line.
[[nodiscard]] Status check_request(const HttpRequest& request);

}  // namespace trimtab
