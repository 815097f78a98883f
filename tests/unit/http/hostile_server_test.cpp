#include <pthread.h>

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <csignal>
#include <thread>

#include "core/http/client.h"
#include "tests/support/loopback.h"

using namespace trimtab;
using namespace trimtab::test;
using Catch::Matchers::ContainsSubstring;
using namespace std::chrono_literals;

namespace {

Error failure(const ScriptedServer& server, Duration timeout = 20s, std::size_t body_limit = 1'000) {
  const auto response = http_exchange({.url = server.url(), .timeout = timeout, .body_limit = body_limit});
  if (response) FAIL("accepted: " << response->status << " " << response->body);
  return response.error();
}

/// The exchange must end by its deadline, and say so.
void check_deadline(ScriptedServer::Script script) {
  const ScriptedServer server(std::move(script));
  const auto start = std::chrono::steady_clock::now();
  const Error error = failure(server, 400ms, 1 << 30);
  const auto taken = std::chrono::steady_clock::now() - start;
  CHECK(error.code == Errc::unreachable);
  CHECK_THAT(error.message(), ContainsSubstring("no complete answer within 0.4 s"));
  CHECK(taken > 300ms);
  CHECK(taken < 3s);
}

const std::string ok = "HTTP/1.1 200 OK\r\n";

}  // namespace

TEST_CASE("A body that is cut anywhere is an error") {
  const std::string whole = ok + "Content-Length: 10\r\n\r\n0123456789";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    const ScriptedServer server(whole.substr(0, size));
    CHECK(failure(server).code == Errc::unreachable);
  }
}

TEST_CASE("A chunked body that is cut anywhere is an error") {
  const std::string whole = ok + "Transfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n";
  const ScriptedServer complete(whole);
  CHECK(http_exchange({.url = complete.url()})->body == "0123456789");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    const ScriptedServer server(whole.substr(0, size));
    CHECK(failure(server).code != Errc::invalid);
  }
}

TEST_CASE("A body without a length is refused, for nobody could see that it is cut") {
  const ScriptedServer server(ok + "\r\nhalf of the ans");
  const Error error = failure(server);
  CHECK(error.code == Errc::failed);
  CHECK_THAT(error.message(), ContainsSubstring("the body has no length"));
}

TEST_CASE("Lengths that are not numbers or do not agree are refused") {
  for (const char* length : {"banana", "-1", "", "0x10", "1e3", "10, 10", "99999999999999999999999"}) {
    CAPTURE(length);
    const ScriptedServer server(ok + "Content-Length: " + length + "\r\n\r\n0123456789");
    CHECK(failure(server).code == Errc::failed);
  }
  const ScriptedServer two(ok + "Content-Length: 1\r\nContent-Length: 10\r\n\r\n0123456789");
  CHECK(failure(two).code == Errc::unreachable);
}

TEST_CASE("A body over the limit is refused, announced or not") {
  const ScriptedServer announced(ok + "Content-Length: 1001\r\n\r\n" + std::string(1001, 'x'));
  CHECK_THAT(failure(announced).message(), ContainsSubstring("the body is larger than 1000"));
  const ScriptedServer just(ok + "Content-Length: 1000\r\n\r\n" + std::string(1000, 'x'));
  CHECK(http_exchange({.url = just.url(), .body_limit = 1'000})->body.size() == 1'000);
  const ScriptedServer chunks([](const ScriptedServer::Say& say) {
    say(ok + "Transfer-Encoding: chunked\r\n\r\n");
    while (say("400\r\n" + std::string(1024, 'x') + "\r\n")) {
    }
  });
  CHECK_THAT(failure(chunks).message(), ContainsSubstring("the body is larger than 1000"));
}

TEST_CASE("A chunk size that wraps around does not get past the limit") {
  for (const char* size : {"-2", "ffffffffffffffff", "fffffffffffffffe", "zz"}) {
    CAPTURE(size);
    const ScriptedServer server([size](const ScriptedServer::Say& say) {
      say(ok + "Transfer-Encoding: chunked\r\n\r\n" + size + "\r\n");
      while (say(std::string(65536, 'x'))) {
      }
    });
    CHECK(failure(server).code != Errc::invalid);
  }
}

TEST_CASE("An encoding that was not asked for is refused") {
  const ScriptedServer packed(ok + "Content-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc");
  CHECK_THAT(failure(packed).message(), ContainsSubstring("encoding that was not asked for"));
  const ScriptedServer transfer(ok + "Transfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
  CHECK_THAT(failure(transfer).message(), ContainsSubstring("transfer encoding that was not asked for"));
}

TEST_CASE("Endless headers end the exchange") {
  const ScriptedServer many([](const ScriptedServer::Say& say) {
    say(ok);
    while (say("X-Header: value\r\n")) {
    }
  });
  CHECK(failure(many).code == Errc::unreachable);
  const ScriptedServer wide([](const ScriptedServer::Say& say) {
    say(ok + "X-Header: ");
    while (say(std::string(65536, 'x'))) {
    }
  });
  CHECK(failure(wide).code == Errc::unreachable);
  const ScriptedServer bare([](const ScriptedServer::Say& say) {
    say(ok);
    while (say(std::string(4096, '\n'))) {
    }
  });
  CHECK(failure(bare).code == Errc::unreachable);
}

TEST_CASE("What is not HTTP is an error") {
  for (const char* answer :
       {"", "SSH-2.0-OpenSSH_9.2\r\n", "\r\n\r\n", "HTTP/1.1\r\n\r\n", "HTTP/1.1 abc OK\r\n\r\n", "\x16\x03\x01"}) {
    CAPTURE(answer);
    const ScriptedServer server{std::string(answer)};
    CHECK(failure(server).code == Errc::unreachable);
  }
  const ScriptedServer endless([](const ScriptedServer::Say& say) {
    say("HTTP/1.1 200 ");
    while (say(std::string(65536, 'O'))) {
    }
  });
  CHECK(failure(endless).code == Errc::unreachable);
}

TEST_CASE("A status line as long as the library takes does not exhaust the stack") {
  const ScriptedServer server("HTTP/1.1 200 " + std::string(32'000, 'O') + "\r\nContent-Length: 0\r\n\r\n");
  static_cast<void>(http_exchange({.url = server.url()}));
  SUCCEED();
}

TEST_CASE("A server that never answers meets the deadline") {
  check_deadline([](const ScriptedServer::Say& say) {
    while (say("")) std::this_thread::sleep_for(5ms);
  });
}

TEST_CASE("A server that dribbles its headers meets the deadline") {
  check_deadline([](const ScriptedServer::Say& say) {
    say(ok + "X: ");
    while (say("x")) std::this_thread::sleep_for(20ms);
  });
}

TEST_CASE("A server that dribbles its body meets the deadline") {
  check_deadline([](const ScriptedServer::Say& say) {
    say(ok + "Content-Length: 1000000\r\n\r\n");
    while (say("x")) std::this_thread::sleep_for(20ms);
  });
}

TEST_CASE("A server that talks for ever without a pause meets the deadline") {
  check_deadline([](const ScriptedServer::Say& say) {
    std::string leave;
    for (int i = 0; i < 100; ++i) leave += "HTTP/1.1 100 Continue\r\n\r\n";
    while (say(leave)) {
    }
  });
}

TEST_CASE("A server that does not read a large request meets the deadline") {
  const ScriptedServer server([](const ScriptedServer::Say& say) {
    while (say("")) std::this_thread::sleep_for(5ms);
  });
  const auto start = std::chrono::steady_clock::now();
  const auto response =
      http_exchange({.method = "POST", .url = server.url(), .body = std::string(64 << 20, 'x'), .timeout = 400ms});
  REQUIRE_FALSE(response);
  CHECK_THAT(response.error().message(), ContainsSubstring("no complete answer within 0.4 s"));
  CHECK(std::chrono::steady_clock::now() - start < 3s);
}

TEST_CASE("A server that hangs up while we write raises no signal") {
  static std::atomic<int> pipes = 0;  // a handler has no other way to tell
  const auto before = std::signal(SIGPIPE, [](int) { ++pipes; });
  for (int i = 0; i < 20; ++i) {
    const ScriptedServer server([](const ScriptedServer::Say&) {});
    static_cast<void>(http_exchange({.method = "POST", .url = server.url(), .body = std::string(8 << 20, 'x')}));
  }
  static_cast<void>(std::signal(SIGPIPE, before));
  CHECK(pipes == 0);
}

TEST_CASE("A SIGPIPE that was already waiting is still there afterwards") {
  sigset_t pipe{};
  sigset_t before{};
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, &before);
  pthread_kill(pthread_self(), SIGPIPE);
  const ScriptedServer server(ok + "Content-Length: 0\r\n\r\n");
  CHECK(http_exchange({.url = server.url()}));
  const timespec now{};
  CHECK(sigtimedwait(&pipe, nullptr, &now) == SIGPIPE);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}
