#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/support/clock.h"
#include "core/support/error.h"

namespace trimtab {

/// What travels between engine and plugin host: four bytes of length (little endian, of what follows), one byte that
/// says what it is, and the body.
enum class FrameKind : char {
  hello = 'h',   ///< host → engine, first: empty when the plugin is loaded, else the error as JSON
  call = 'c',    ///< engine → host: method, NUL, request
  reply = 'r',   ///< host → engine: one digit of status, '1' when a reply was written, the reply
  broken = 'b',  ///< host → engine, instead of a reply: the call's error as JSON
  note = 'n',    ///< host → engine, at any time: one digit of level, text
};

struct Frame {
  FrameKind kind = FrameKind::note;
  std::string body;
};

/// When to give up waiting for the other side; nothing: never.
struct Until {
  const Clock* clock = nullptr;
  std::optional<SteadyTime> deadline;
};

/// Why a frame did not come or go.
enum class FrameProblem { closed, late, malformed, system };

/// The fd is a stream socket. A body above `limit` is malformed.
[[nodiscard]] std::expected<Frame, FrameProblem> read_frame(int fd, std::size_t limit, const Until& until);
[[nodiscard]] std::expected<void, FrameProblem> write_frame(int fd, FrameKind kind, std::string_view body,
                                                            const Until& until);

/// An error as the body of a frame, and back.
[[nodiscard]] std::string error_body(const Error& error);
[[nodiscard]] Error error_from_body(std::string_view body);

}  // namespace trimtab
