#include "tests/support/loopback.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <system_error>

namespace trimtab::test {
namespace {

[[noreturn]] void give_up(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

std::string read_request(int client) {
  std::string request;
  std::array<char, 4096> buffer{};
  while (!request.contains("\r\n\r\n")) {
    const ssize_t got = ::recv(client, buffer.data(), buffer.size(), 0);
    if (got <= 0) break;
    request.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return request;
}

}  // namespace

LoopbackListener::LoopbackListener(const char* address) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in place{};
  place.sin_family = AF_INET;
  ::inet_pton(AF_INET, address, &place.sin_addr);
  socklen_t size = sizeof place;
  const int yes = 1;
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);  // as servers do
  if (::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&place), size) != 0) give_up("bind");
  if (::listen(socket_.get(), 16) != 0) give_up("listen");
  if (::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&place), &size) != 0) give_up("getsockname");
  port_ = ntohs(place.sin_port);
}

std::uint16_t free_port() { return LoopbackListener().port(); }

ScriptedServer::ScriptedServer(Script script) : thread_([this, script = std::move(script)] { serve(script); }) {}

ScriptedServer::ScriptedServer(std::string answer)
    : ScriptedServer([answer = std::move(answer)](const Say& say) { say(answer); }) {}

ScriptedServer::~ScriptedServer() {
  closing_ = true;
  ::shutdown(listener_.number(), SHUT_RDWR);  // wakes accept
  thread_.join();
}

std::string ScriptedServer::url(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(listener_.port()) + path;
}

std::string ScriptedServer::request() const {
  const std::scoped_lock lock(mutex_);
  return request_;
}

void ScriptedServer::serve(const Script& script) {
  while (!closing_) {
    const Descriptor client(::accept4(listener_.number(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!client) continue;
    ++connections_;
    {
      std::string request = read_request(client.get());
      const std::scoped_lock lock(mutex_);
      request_ = std::move(request);
    }
    script([&](const std::string& text) {
      return !closing_ &&
             ::send(client.get(), text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
    });
  }
}

}  // namespace trimtab::test
