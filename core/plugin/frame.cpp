#include "core/plugin/frame.h"

#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>

#include "core/model/json_text.h"
#include "core/model/plan.h"

namespace trimtab {
namespace {

using Moved = std::expected<void, FrameProblem>;

/// Waits for the socket. Polls in steps of at most a second, so that a test's clock is asked too.
Moved wait_for(int fd, short events, const Until& until) {
  for (;;) {
    int step = 1000;
    if (until.deadline) {
      const auto left = (*until.deadline - until.clock->steady()).count();
      if (left <= 0) return std::unexpected(FrameProblem::late);
      step = static_cast<int>(std::min<std::int64_t>(left, step));
    }
    pollfd wanted{fd, events, 0};
    const int ready = ::poll(&wanted, 1, step);
    if (ready > 0) return {};
    if (ready < 0 && errno != EINTR) return std::unexpected(FrameProblem::system);
  }
}

/// recv or send until all bytes are through.
template <class Transfer>
Moved move_all(int fd, short events, std::size_t size, const Until& until, const Transfer& transfer) {
  std::size_t done = 0;
  while (done < size) {
    const Moved ready = wait_for(fd, events, until);
    if (!ready) return ready;
    const ssize_t moved = transfer(done);
    if (moved > 0) {
      done += static_cast<std::size_t>(moved);
    } else if (moved == 0 || errno == EPIPE || errno == ECONNRESET) {
      return std::unexpected(FrameProblem::closed);
    } else if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK) {
      return std::unexpected(FrameProblem::system);
    }
  }
  return {};
}

Moved receive(int fd, char* data, std::size_t size, const Until& until) {
  return move_all(fd, POLLIN, size, until,
                  [&](std::size_t done) { return ::recv(fd, data + done, size - done, MSG_DONTWAIT); });
}

Moved send_all(int fd, std::string_view data, const Until& until) {
  return move_all(fd, POLLOUT, data.size(), until, [&](std::size_t done) {
    return ::send(fd, data.data() + done, data.size() - done, MSG_DONTWAIT | MSG_NOSIGNAL);
  });
}

bool is_kind(char c) { return std::string_view("hcrbn").contains(c); }

}  // namespace

std::expected<Frame, FrameProblem> read_frame(int fd, std::size_t limit, const Until& until) {
  std::array<char, 5> head{};
  if (const Moved got = receive(fd, head.data(), head.size(), until); !got) return std::unexpected(got.error());
  std::uint32_t length = 0;
  for (int i = 3; i >= 0; --i) length = length << 8 | static_cast<unsigned char>(head[static_cast<std::size_t>(i)]);
  if (length == 0 || length - 1 > limit || !is_kind(head[4])) return std::unexpected(FrameProblem::malformed);
  Frame frame{static_cast<FrameKind>(head[4]), {}};
  // Grows with what arrives: a length alone makes nobody allocate.
  for (std::size_t left = length - 1; left > 0;) {
    const std::size_t part = std::min<std::size_t>(left, std::size_t{1} << 20);
    const std::size_t start = frame.body.size();
    frame.body.resize(start + part);
    if (const Moved got = receive(fd, frame.body.data() + start, part, until); !got)
      return std::unexpected(got.error());
    left -= part;
  }
  return frame;
}

std::expected<void, FrameProblem> write_frame(int fd, FrameKind kind, std::string_view body, const Until& until) {
  if (body.size() >= UINT32_MAX) return std::unexpected(FrameProblem::malformed);
  const auto length = static_cast<std::uint32_t>(body.size() + 1);
  std::string head;
  for (int i = 0; i < 4; ++i) head += static_cast<char>(length >> (8 * i) & 0xFF);
  head += static_cast<char>(kind);
  if (const Moved sent = send_all(fd, head, until); !sent) return sent;
  return send_all(fd, body, until);
}

std::string error_body(const Error& error) {
  Value diagnostics = Value::array();
  for (const Diagnostic& one : error.diagnostics) diagnostics.push_back(to_value(one));
  const Value body{{"code", static_cast<int>(error.code)}, {"diagnostics", diagnostics}, {"trail", error.trail}};
  return body.dump(-1, ' ', false, Value::error_handler_t::replace);
}

Error error_from_body(std::string_view body) {
  try {
    const auto value = parse_json(body);
    if (!value) return value.error();
    const int code = value->at("code");
    Error error{code >= 0 && code <= static_cast<int>(Errc::internal) ? static_cast<Errc>(code) : Errc::failed, {}, {}};
    for (const Value& one : value->at("diagnostics")) error.diagnostics.push_back(diagnostic_from(one));
    error.trail = value->at("trail").get<std::vector<std::string>>();
    return error;
  } catch (const Value::exception& problem) {
    return fail(Errc::failed, "E0232", std::string("the plugin host sent no error: ") + problem.what()).error();
  }
}

}  // namespace trimtab
