#include "core/http/origin.h"

#include <chrono>
#include <optional>

#include "core/http/client_identity.h"
#include "core/http/exchange.h"
#include "core/http/session_check.h"
#include "core/http/sigpipe.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

/// Servers and what stands between end connections that rest; a minute is the shortest that is common.
constexpr auto rest_limit = std::chrono::seconds(30);
constexpr std::size_t idle_limit = 16;

std::unique_ptr<httplib::ClientImpl> plain_client(const HttpUrl& url) {
  return std::make_unique<httplib::ClientImpl>(url.host, url.port);
}

/// Null when the library does not take the identity.
std::unique_ptr<httplib::SSLClient> tls_client(const HttpUrl& url, const HttpTls& tls, const ClientIdentity& identity) {
  const std::string& name = tls.server_name.empty() ? url.host : tls.server_name;
  auto client = std::make_unique<httplib::SSLClient>(name, url.port);
  if (!client->is_valid() || !identity.give_to(static_cast<SSL_CTX*>(client->tls_context()))) return nullptr;
  // The library asks for the name it connects to; with another one to ask for, the address is told apart.
  if (name != url.host) client->set_hostname_addr_map({{name, numeric_address(url.host)}});
  client->enable_server_certificate_verification(tls.verify);
  if (!tls.authorities.empty()) client->load_ca_cert_store(tls.authorities.c_str(), tls.authorities.size());
  return client;
}

}  // namespace

/// A client of the library and what its last handshake came to.
class HttpOrigin::Connection {
 public:
  Connection(const HttpUrl& url, const HttpTls& tls, const ClientIdentity& identity) {
    if (url.tls) {
      auto client = tls_client(url, tls, identity);
      if (client == nullptr) return;
      const std::string name = tls.server_name.empty() ? url.host : tls.server_name;
      if (tls.verify) {
        client->set_session_verifier([this, name](httplib::tls::session_t session) {
          distrust = distrust_of(static_cast<SSL*>(session), name);
          return distrust ? httplib::SSLVerifierResponse::CertificateRejected
                          : httplib::SSLVerifierResponse::CertificateAccepted;
        });
      }
      client_ = std::move(client);
    } else {
      client_ = plain_client(url);
    }
    client_->set_keep_alive(true);
    client_->set_tcp_nodelay(true);
    client_->set_follow_location(false);
    client_->set_decompress(false);
    client_->set_path_encode(false);
  }

  httplib::ClientImpl& client() { return *client_; }
  [[nodiscard]] bool is_valid() const { return client_ != nullptr; }

  std::optional<std::string> distrust;
  std::chrono::steady_clock::time_point rests_since;

 private:
  std::unique_ptr<httplib::ClientImpl> client_;
};

HttpOrigin::HttpOrigin(std::string address, HttpUrl url, HttpTls tls, ClientIdentity identity)
    : address_(std::move(address)),
      url_(std::move(url)),
      tls_(std::move(tls)),
      identity_(std::make_unique<ClientIdentity>(std::move(identity))) {}

HttpOrigin::~HttpOrigin() = default;

Result<std::unique_ptr<HttpOrigin>> HttpOrigin::make(const std::string& address, HttpTls tls) {
  TRIMTAB_TRY(HttpUrl url, parse_http_url(address, HttpSchemes::any));
  if (url.target != "/") return fail(Errc::invalid, "E0791", "the address \"" + printable(address) + "\" has a path");
  TRIMTAB_TRY(ClientIdentity identity, ClientIdentity::read(tls));
  std::string bare = address;
  while (bare.ends_with('/')) bare.pop_back();
  return std::unique_ptr<HttpOrigin>(
      new HttpOrigin(std::move(bare), std::move(url), std::move(tls), std::move(identity)));
}

Result<std::unique_ptr<HttpOrigin::Connection>> HttpOrigin::take() {
  const auto now = std::chrono::steady_clock::now();
  {
    const std::scoped_lock lock(mutex_);
    while (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      if (now - connection->rests_since < rest_limit) return connection;
    }
  }
  auto connection = std::make_unique<Connection>(url_, tls_, *identity_);
  if (!connection->is_valid()) {
    return fail(Errc::invalid, "E0794", address_ + ": the client's certificate and key cannot be used");
  }
  return connection;
}

void HttpOrigin::give_back(std::unique_ptr<Connection> connection) {
  connection->rests_since = std::chrono::steady_clock::now();
  const std::scoped_lock lock(mutex_);
  if (idle_.size() < idle_limit) idle_.push_back(std::move(connection));
}

Result<HttpResponse> HttpOrigin::exchange(HttpRequest request) {
  const std::string target = request.url;
  request.url = address_ + target;
  if (!tls_.server_name.empty()) request.headers.emplace("Host", address_.substr(address_.find("//") + 2));
  TRIMTAB_CHECK(check_request(request));
  TRIMTAB_TRY(const HttpUrl url, parse_http_url(request.url, HttpSchemes::any));
  const SigpipeBlocked sigpipe;
  try {
    TRIMTAB_TRY(auto connection, take());
    auto response = Exchange(request, url.target, connection->client()).run();
    if (connection->distrust) {
      return fail(Errc::unreachable, "E0795", address_ + " cannot be trusted: " + *connection->distrust);
    }
    if (response) give_back(std::move(connection));
    return response;
  } catch (const std::exception& problem) {
    const std::string what = request.method + " " + request.url + ": " + printable(problem.what());
    return fail(Errc::unreachable, "E0792", what);
  }
}

}  // namespace trimtab
