#include "core/http/client.h"

#include <httplib.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <thread>

#include "tests/support/loopback.h"

using namespace trimtab;
using namespace trimtab::test;
using Catch::Matchers::ContainsSubstring;
using namespace std::chrono_literals;

namespace {

/// A complete server of the library's own, on a free port.
class EchoServer {
 public:
  EchoServer() {
    const auto echo = [](const httplib::Request& request, httplib::Response& response) {
      response.status = 201;
      response.set_header("X-Method", request.method);
      response.set_header("X-Target", request.target);
      response.set_header("X-Seen", request.get_header_value("X-Sent"));
      response.set_header("X-Agent", request.get_header_value("User-Agent"));
      response.set_content(request.body, "application/json");
    };
    server_.Get("/echo", echo);
    server_.Post("/echo", echo);
    server_.Patch("/echo", echo);
    server_.Get("/chunked", [](const httplib::Request&, httplib::Response& response) {
      response.set_chunked_content_provider("text/plain", [](std::size_t, httplib::DataSink& sink) {
        for (const std::string_view part : {"one ", "two ", "three"}) sink.write(part.data(), part.size());
        sink.done();
        return true;
      });
    });
    server_.Get("/away", [](const httplib::Request&, httplib::Response& response) { response.set_redirect("/echo"); });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    server_.wait_until_ready();
  }
  ~EchoServer() {
    server_.stop();
    thread_.join();
  }
  EchoServer(const EchoServer&) = delete;
  EchoServer& operator=(const EchoServer&) = delete;

  [[nodiscard]] HttpRequest request(const std::string& path) const {
    return {.url = "http://127.0.0.1:" + std::to_string(port_) + path};
  }

 private:
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
};

HttpResponse exchange(const HttpRequest& request) {
  const auto response = http_exchange(request);
  if (!response) FAIL(response.error().message());
  return *response;
}

}  // namespace

TEST_CASE("A request reaches the server as it was written, and the answer comes back") {
  const EchoServer server;
  HttpRequest request = server.request("/echo?a=1");
  request.headers = {{"X-Sent", "hello"}};
  const HttpResponse response = exchange(request);
  CHECK(response.status == 201);
  CHECK(response.headers.at("x-method") == "GET");
  CHECK(response.headers.at("x-target") == "/echo?a=1");
  CHECK(response.headers.at("x-seen") == "hello");
  CHECK_THAT(response.headers.at("x-agent"), ContainsSubstring("trimtab/"));
  CHECK(response.headers.at("content-type") == "application/json");
  CHECK(response.body.empty());
}

TEST_CASE("A body is sent whole and without waiting for leave") {
  const EchoServer server;
  HttpRequest request = server.request("/echo");
  request.method = "POST";
  request.body = std::string(300'000, 'b') + '\0' + "end";
  request.headers = {{"Content-Type", "application/json"}};
  const auto start = std::chrono::steady_clock::now();
  CHECK(exchange(request).body == request.body);
  CHECK(std::chrono::steady_clock::now() - start < 900ms);
  request.method = "PATCH";
  request.body = "{}";
  CHECK(exchange(request).headers.at("x-method") == "PATCH");
}

TEST_CASE("A chunked body is put together") {
  const EchoServer server;
  CHECK(exchange(server.request("/chunked")).body == "one two three");
}

TEST_CASE("An error status is an answer like any other") {
  const EchoServer server;
  CHECK(exchange(server.request("/none")).status == 404);
}

TEST_CASE("A redirect is reported and not followed") {
  const EchoServer server;
  const HttpResponse response = exchange(server.request("/away"));
  CHECK(response.status == 302);
  CHECK(response.headers.at("location") == "/echo");

  const ScriptedServer elsewhere("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  const ScriptedServer sly("HTTP/1.1 307 Go\r\nLocation: " + elsewhere.url("/x") + "\r\nContent-Length: 0\r\n\r\n");
  CHECK(exchange({.url = sly.url(), .headers = {{"Authorization", "Bearer x"}}}).status == 307);
  CHECK(elsewhere.connections() == 0);
}

TEST_CASE("Nobody listening is an error that says so") {
  const HttpRequest request{.url = "http://127.0.0.1:" + std::to_string(free_port()) + "/health"};
  const auto response = http_exchange(request);
  REQUIRE_FALSE(response);
  CHECK(response.error().code == Errc::unreachable);
  CHECK(response.error().message() == "GET " + request.url + ": cannot connect");
}

TEST_CASE("Without time there is no exchange") {
  const ScriptedServer server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  const auto response = http_exchange({.url = server.url(), .timeout = 0ms});
  REQUIRE_FALSE(response);
  CHECK(response.error().code == Errc::unreachable);
}

TEST_CASE("A request that would break the protocol is refused before anything is sent") {
  const ScriptedServer server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  const auto refused = [&](const HttpRequest& request) {
    const auto response = http_exchange(request);
    return !response && response.error().code == Errc::invalid;
  };
  CHECK(refused({.method = "GET / HTTP/1.1\r\nX:", .url = server.url()}));
  CHECK(refused({.method = "", .url = server.url()}));
  CHECK(refused({.url = server.url(), .headers = {{"X", "a\r\nY: b"}}}));
  CHECK(refused({.url = server.url(), .headers = {{"X: a\r\nY", "b"}}}));
  CHECK(refused({.url = server.url(), .headers = {{"", "b"}}}));
  CHECK(refused({.url = server.url("/\r\nX: y")}));
  CHECK(server.connections() == 0);
}

TEST_CASE("The request keeps its encoding, asks for a plain body and closes the connection") {
  const ScriptedServer server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
  CHECK(exchange({.url = server.url("/a%2Fb?x=1&y=%26")}).body == "ok");
  CHECK_THAT(server.request(), ContainsSubstring("GET /a%2Fb?x=1&y=%26 HTTP/1.1\r\n"));
  CHECK_THAT(server.request(), ContainsSubstring("Accept-Encoding: identity\r\n"));
  CHECK_THAT(server.request(), ContainsSubstring("Connection: close\r\n"));
}

TEST_CASE("Answers without a body need no length") {
  const ScriptedServer none("HTTP/1.1 204 No Content\r\n\r\n");
  CHECK(exchange({.url = none.url()}).status == 204);
  const ScriptedServer same("HTTP/1.1 304 Not Modified\r\n\r\n");
  CHECK(exchange({.url = same.url()}).status == 304);
  const ScriptedServer head("HTTP/1.1 200 OK\r\nContent-Length: 12345\r\n\r\n");
  CHECK(exchange({.method = "HEAD", .url = head.url()}).headers.at("content-length") == "12345");
}

TEST_CASE("Header names are in lower case and repeated ones are joined in order") {
  const ScriptedServer server("HTTP/1.1 200 OK\r\nX-Part: b\r\nx-part: a\r\nCONTENT-LENGTH: 0\r\n\r\n");
  const HttpResponse response = exchange({.url = server.url()});
  CHECK(response.headers.at("x-part") == "a, b");
  CHECK(response.headers.at("content-length") == "0");
}
