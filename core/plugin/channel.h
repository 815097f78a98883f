#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "core/support/error.h"

namespace trimtab {

/// What came back from one call, as bytes.
struct RawReply {
  int status = 0;  ///< TRIMTAB_DONE, TRIMTAB_FAILED, TRIMTAB_UNKNOWN_METHOD, or nonsense
  bool written = false;
  std::string json;
};

/// Notes for developers: level as in the C header, text as the plugin gave it.
using NoteSink = std::function<void(const std::string& plugin, int level, std::string_view text)>;

/// Most bytes of one reply.
inline constexpr std::size_t largest_reply = std::size_t{64} << 20;

/// The way to one instance of a plugin: in this process or in a child. Calls come one at a time.
class Channel {
 public:
  virtual ~Channel() = default;
  /// An error when the call itself broke: an exception, a crash, a deadline.
  [[nodiscard]] virtual Result<RawReply> call(std::string_view method, std::string_view request) = 0;
};

}  // namespace trimtab
