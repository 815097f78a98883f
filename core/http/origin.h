#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/http/client.h"
#include "core/http/url.h"

namespace trimtab {

/// How a server is known, and who we are to it. PEM texts; a client's certificate may be followed by its chain.
struct HttpTls {
  std::string authorities = {};  ///< empty: those of the system
  std::string certificate = {};  ///< empty: no certificate of our own
  std::string key = {};
  std::string server_name = {};  ///< asked for, and expected in the server's certificate, instead of the host
  bool verify = true;
};

class ClientIdentity;

/// One server, with its connections kept open between exchanges. Safe to call from several threads at once: each
/// exchange has a connection to itself.
///
/// A request may reach the server twice, when a kept connection ends beneath it after the last byte was sent. So a
/// caller sends only what is harmless a second time, or carries a condition that then fails.
class HttpOrigin {
 public:
  /// `address` is scheme, host and port; nothing is sent. Errc::invalid when it, a certificate or a key is not one.
  [[nodiscard]] static Result<std::unique_ptr<HttpOrigin>> make(const std::string& address, HttpTls tls);
  ~HttpOrigin();
  HttpOrigin(const HttpOrigin&) = delete;
  HttpOrigin& operator=(const HttpOrigin&) = delete;

  /// As http_exchange, with `request.url` only path and query. Errc::unreachable too when the server cannot be trusted;
  /// the message says which check failed, for whom.
  [[nodiscard]] Result<HttpResponse> exchange(HttpRequest request);
  [[nodiscard]] const std::string& address() const { return address_; }

 private:
  class Connection;
  HttpOrigin(std::string address, HttpUrl url, HttpTls tls, ClientIdentity identity);
  Result<std::unique_ptr<Connection>> take();
  void give_back(std::unique_ptr<Connection> connection);

  std::string address_;
  HttpUrl url_;
  HttpTls tls_;
  std::unique_ptr<const ClientIdentity> identity_;
  std::mutex mutex_;  // guards idle_
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace trimtab
