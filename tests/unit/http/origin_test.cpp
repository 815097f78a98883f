#include "core/http/origin.h"

#include <httplib.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <thread>

#include "tests/support/authority.h"
#include "tests/support/loopback.h"
#include "tests/support/temporary_directory.h"

using namespace trimtab;
using namespace trimtab::test;
using Catch::Matchers::ContainsSubstring;
using namespace std::chrono_literals;

namespace {

/// A server behind TLS on a free port; with an authority for its clients it takes nobody else.
class TlsServer {
 public:
  explicit TlsServer(const Credentials& own, const std::string& clients = {}) {
    write_file(directory_ / "own.pem", own.certificate);
    write_file(directory_ / "own.key", own.key);
    if (!clients.empty()) write_file(directory_ / "clients.pem", clients);
    server_ = std::make_unique<httplib::SSLServer>((directory_ / "own.pem").c_str(), (directory_ / "own.key").c_str(),
                                                   clients.empty() ? nullptr : (directory_ / "clients.pem").c_str());
    server_->Get("/port", [](const httplib::Request& request, httplib::Response& response) {
      response.set_content(std::to_string(request.remote_port), "text/plain");
    });
    server_->Get("/host", [](const httplib::Request& request, httplib::Response& response) {
      response.set_content(request.get_header_value("Host"), "text/plain");
    });
    server_->Get("/stream", [](const httplib::Request&, httplib::Response& response) {
      response.set_chunked_content_provider("text/plain", [](std::size_t, httplib::DataSink& sink) {
        for (const std::string_view part : {"one\n", "two\n", "three\n"}) sink.write(part.data(), part.size());
        sink.done();
        return true;
      });
    });
    port_ = server_->bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_->listen_after_bind(); });
    server_->wait_until_ready();
  }
  ~TlsServer() {
    server_->stop();
    thread_.join();
  }
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  [[nodiscard]] std::string address(const std::string& host = "127.0.0.1") const {
    return "https://" + host + ":" + std::to_string(port_);
  }

 private:
  TemporaryDirectory directory_;
  std::unique_ptr<httplib::SSLServer> server_;
  int port_ = 0;
  std::thread thread_;
};

/// The body of an answer, or what went wrong.
std::string said(HttpOrigin& origin, const std::string& path) {
  const auto response = origin.exchange({.url = path});
  return response ? response->body : response.error().message();
}

std::string said(const std::string& address, const HttpTls& tls, const std::string& path) {
  const auto origin = HttpOrigin::make(address, tls);
  return origin ? said(**origin, path) : origin.error().message();
}

/// What is wrong with a server that shows this certificate, to a client that expects 127.0.0.1.
std::string objection_to(const Authority& authority, const Authority::Wish& wish) {
  const TlsServer server(authority.issue("server", wish));
  const std::string text = said(server.address(), {.authorities = authority.certificate()}, "/port");
  const std::string begin = server.address() + " cannot be trusted: its certificate ";
  return text.starts_with(begin) ? text.substr(begin.size()) : text;
}

}  // namespace

TEST_CASE("A server is trusted by its authority and its name, and its connection is kept") {
  const Authority authority;
  const TlsServer server(authority.issue("server"));
  const auto origin = HttpOrigin::make(server.address(), {.authorities = authority.certificate()});
  REQUIRE(origin);
  const std::string port = said(**origin, "/port");
  CHECK(std::stoi(port) > 0);
  CHECK(said(**origin, "/port") == port);
}

TEST_CASE("A server from another authority is not trusted, and the message names that authority") {
  const Authority authority;
  const TlsServer server(Authority("somebody else").issue("server"));
  CHECK_THAT(said(server.address(), {.authorities = authority.certificate()}, "/port"),
             ContainsSubstring("from an authority that is not trusted here: CN=somebody else"));
}

TEST_CASE("A certificate for another name is refused, and the message says whom it is for") {
  const Authority authority;
  CHECK(objection_to(authority, {.names = "DNS:kubernetes,IP:10.0.0.1"}) ==
        "(for kubernetes, 10.0.0.1) is not for 127.0.0.1");
}

TEST_CASE("An expired certificate is told with its end, an early one with its beginning") {
  const Authority authority;
  CHECK_THAT(objection_to(authority, {.from = -3600, .until = -60}),
             ContainsSubstring("is expired: it was good until"));
  CHECK_THAT(objection_to(authority, {.from = 600, .until = 3600}), ContainsSubstring("is not valid yet: it will be"));
}

TEST_CASE("A certificate for clients is no server's") {
  CHECK(objection_to(Authority(), {.use = "clientAuth"}) == "(for 127.0.0.1) is not meant for servers (key usage)");
}

TEST_CASE("A server that wants to know its clients is shown a certificate") {
  const Authority authority;
  const TlsServer server(authority.issue("server"), authority.certificate());
  const Credentials client = authority.issue("client", {.names = "", .use = "clientAuth"});
  HttpTls tls{.authorities = authority.certificate(), .certificate = client.certificate, .key = client.key};
  CHECK(std::stoi(said(server.address(), tls, "/port")) > 0);
  tls.certificate = tls.key = "";
  CHECK_THAT(said(server.address(), tls, "/port"), ContainsSubstring("E0792") || ContainsSubstring("GET "));
}

TEST_CASE("The authorities between a client's certificate and the one that a server knows are shown with it") {
  const Authority authority;
  const Authority between = authority.below("between");
  const TlsServer server(authority.issue("server"), authority.certificate());
  const Credentials client = between.issue("client", {.names = "", .use = "clientAuth"});
  HttpTls tls{.authorities = authority.certificate(), .certificate = client.certificate, .key = client.key};
  CHECK_THAT(said(server.address(), tls, "/port"), ContainsSubstring("GET "));
  tls.certificate += between.certificate();
  CHECK(std::stoi(said(server.address(), tls, "/port")) > 0);
}

TEST_CASE("Another name than the host may be expected") {
  const Authority authority;
  const TlsServer server(authority.issue("server", {.names = "DNS:kubernetes.default"}));
  HttpTls tls{.authorities = authority.certificate(), .server_name = "kubernetes.default"};
  CHECK_THAT(said(server.address("localhost"), tls, "/host"), ContainsSubstring("localhost:"));
  tls.server_name = "kubernetes.other";
  CHECK_THAT(said(server.address("localhost"), tls, "/host"), ContainsSubstring("not for kubernetes.other"));
}

TEST_CASE("Who asks for no verification gets none") {
  const TlsServer server(Authority().issue("server", {.names = "DNS:other"}));
  CHECK(std::stoi(said(server.address(), {.verify = false}, "/port")) > 0);
}

TEST_CASE("What is no certificate, no key or not its key is refused before anything is sent") {
  const Authority authority;
  const Credentials one = authority.issue("one");
  const Credentials two = authority.issue("two");
  const auto refusal = [](const HttpTls& tls) { return said("https://127.0.0.1:1", tls, "/"); };
  CHECK(refusal({.authorities = "PEM?"}) == "the certificate of the authority is not a PEM certificate");
  CHECK(refusal({.certificate = "PEM?", .key = one.key}) == "the client's certificate is not a PEM certificate");
  CHECK(refusal({.certificate = one.certificate}) == "the client's key is not a PEM key without a passphrase");
  CHECK(refusal({.certificate = one.certificate, .key = two.key}) == "the client's key is not that of its certificate");
}

TEST_CASE("A stream is taken piece by piece, and ends early when its taker has enough") {
  const Authority authority;
  const TlsServer server(authority.issue("server"));
  const auto origin = HttpOrigin::make(server.address(), {.authorities = authority.certificate()});
  REQUIRE(origin);
  std::string all;
  HttpRequest request{.url = "/stream", .body_limit = 4, .on_body = [&](std::string_view bytes) {
                        all += bytes;
                        return true;
                      }};
  CHECK((*origin)->exchange(request)->status == 200);
  CHECK(all == "one\ntwo\nthree\n");
  std::string first;
  request.on_body = [&](std::string_view bytes) {
    first += bytes;
    return false;
  };
  CHECK((*origin)->exchange(request)->status == 200);
  CHECK(first.starts_with("one\n"));
}

TEST_CASE("A stream that breaks is no answer") {
  const ScriptedServer server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n5\r\ntw");
  std::string all;
  const auto response = http_exchange({.url = server.url(), .on_body = [&](std::string_view bytes) {
                                         all += bytes;
                                         return true;
                                       }});
  CHECK(all.starts_with("one"));
  REQUIRE_FALSE(response);
  CHECK(response.error().code == Errc::unreachable);
}

TEST_CASE("A stream that says nothing is ended from outside") {
  std::stop_source source;
  const ScriptedServer server([&](const ScriptedServer::Say& say) {
    say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
    source.request_stop();
    while (say("")) std::this_thread::yield();
  });
  const auto response = http_exchange({.url = server.url(),
                                       .timeout = 60s,
                                       .on_body = [](std::string_view) { return true; },
                                       .stop = source.get_token()});
  REQUIRE_FALSE(response);
  CHECK(response.error().code == Errc::interrupted);
}
