#include "core/support/net.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>
#include <csignal>

#include "core/support/process_table.h"
#include "core/support/processes.h"
#include "core/support/socket_table.h"
#include "tests/support/loopback.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/wait.h"

using namespace trimtab;
using namespace trimtab::test;
using Catch::Matchers::ContainsSubstring;
using namespace std::chrono_literals;

namespace {

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

/// Leaves a connection in TIME_WAIT on the listener's side and closes the listener.
std::uint16_t port_in_time_wait() {
  const LoopbackListener listener;
  const sockaddr_in address = loopback(listener.port());
  const Descriptor client(::socket(AF_INET, SOCK_STREAM, 0));
  REQUIRE(::connect(client.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  Descriptor server(::accept(listener.number(), nullptr, nullptr));
  server.reset();  // who closes first waits
  char byte = 0;
  REQUIRE(::read(client.get(), &byte, 1) == 0);
  return listener.port();
}

bool plain_bind_works(std::uint16_t port) {
  const Descriptor socket(::socket(AF_INET, SOCK_STREAM, 0));
  const sockaddr_in address = loopback(port);
  return ::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

}  // namespace

TEST_CASE("A connection to a listener succeeds and to nobody is refused") {
  const auto net = make_system_net();
  const LoopbackListener listener;
  CHECK(net->connect("127.0.0.1", listener.port(), 5s));
  const std::uint16_t port = free_port();
  const Status status = net->connect("127.0.0.1", port, 5s);
  REQUIRE_FALSE(status);
  CHECK(status.error().code == Errc::unreachable);
  CHECK(status.error().message() == "connect to 127.0.0.1 port " + std::to_string(port) + ": Connection refused");
}

TEST_CASE("A connection that is not answered ends at its deadline") {
  const auto net = make_system_net();
  const Descriptor socket(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  REQUIRE(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), size) == 0);
  REQUIRE(::listen(socket.get(), 0) == 0);
  REQUIRE(::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
  std::vector<Descriptor> waiting;  // fill the queue, so that the next one gets no answer
  for (int i = 0; i < 4; ++i) {
    waiting.emplace_back(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
    static_cast<void>(::connect(waiting.back().get(), reinterpret_cast<const sockaddr*>(&address), size));
  }
  const auto start = std::chrono::steady_clock::now();
  const Status status = net->connect("127.0.0.1", ntohs(address.sin_port), 200ms);
  REQUIRE_FALSE(status);
  CHECK_THAT(status.error().message(), ContainsSubstring("timed out"));
  CHECK(std::chrono::steady_clock::now() - start < 5s);
}

TEST_CASE("Only numeric addresses are connected to") {
  const auto net = make_system_net();
  CHECK(net->connect("localhost", 1, 1s).error().code == Errc::invalid);
  CHECK_FALSE(net->can_bind("localhost", free_port()));
}

TEST_CASE("A socket that meets itself is no server") {
  const auto net = make_system_net();
  // Sooner or later the kernel gives the connecting socket the port that it asks for.
  const std::uint16_t port = free_port();
  for (int i = 0; i < 40'000; ++i) {
    if (net->connect("127.0.0.1", port, 1s)) FAIL("connected to a port that nobody listens on, at attempt " << i);
  }
  SUCCEED();
}

TEST_CASE("A port is free until someone listens on it, on its address or on all") {
  const auto net = make_system_net();
  const std::uint16_t port = free_port();
  CHECK(net->can_bind("127.0.0.1", port));
  const LoopbackListener one;
  CHECK_FALSE(net->can_bind("127.0.0.1", one.port()));
  CHECK_FALSE(net->can_bind("0.0.0.0", one.port()));
  const LoopbackListener all("0.0.0.0");
  CHECK_FALSE(net->can_bind("127.0.0.1", all.port()));
}

TEST_CASE("A port in TIME_WAIT counts as free") {
  const auto net = make_system_net();
  const std::uint16_t port = port_in_time_wait();
  REQUIRE_FALSE(plain_bind_works(port));
  CHECK(net->can_bind("127.0.0.1", port));
}

TEST_CASE("The one who listens is named by process, command and account") {
  const auto net = make_system_net();
  const LoopbackListener listener;
  const auto found = net->listener(listener.port());
  REQUIRE(found);
  CHECK(found->pid == ::getpid());
  const std::string words = read_proc_file("/proc/self/cmdline");
  CHECK(found->command == words.substr(0, words.find('\0')));
  CHECK(found->user == (::geteuid() == 0 ? "root" : found->user));
  CHECK_FALSE(found->user.empty());
  CHECK_FALSE(net->listener(free_port()));
}

TEST_CASE("A foreign listener is named, the oldest when children share its socket") {
  const TemporaryDirectory directory;
  const auto processes = make_system_processes();
  const auto net = make_system_net();
  const std::string script =
      "import socket,os,sys,time\n"
      "s=socket.create_server(('127.0.0.1',0)); s.set_inheritable(True)\n"
      "os.fork(); print(s.getsockname()[1], flush=True); time.sleep(1000)\n";
  const auto server = processes->start_detached({.arguments = {"/usr/bin/python3", "-c", script}}, directory / "log");
  REQUIRE(server);
  const auto lines = [&] {
    const std::string log = read_file(directory / "log");
    return std::count(log.begin(), log.end(), '\n');
  };
  const bool ready = eventually([&] { return lines() == 2; });
  const auto found =
      ready ? net->listener(static_cast<std::uint16_t>(std::stoi(read_file(directory / "log")))) : std::nullopt;
  for (const ProcessIdentity& member : processes->session(server->pid)) {
    CHECK(processes->signal(member, SIGKILL, false));
  }
  REQUIRE(found);
  CHECK(found->pid == server->pid);
  CHECK(found->command == "/usr/bin/python3");
}

TEST_CASE("The kernel's table of sockets is read, and what cannot be read is left out") {
  const std::string table =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
      "   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 12345 1 0\n"
      "   1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 777 1 0\n"
      "   2: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 999 1 0\n"
      "   3: nonsense\n";
  const auto sockets = parse_socket_table(table, false);
  REQUIRE(sockets.size() == 2);
  CHECK(sockets[0].port == 8080);
  CHECK_FALSE(sockets[0].any_address);
  CHECK(sockets[0].uid == 1000);
  CHECK(sockets[0].inode == 12345);
  CHECK(sockets[1].port == 22);
  CHECK(sockets[1].any_address);
}
