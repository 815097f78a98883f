#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace trimtab {

/// What the finish scripts of a service wrote down since it was last started by the engine.
struct ServiceExits {
  int recent = 0;                    ///< within the window before the last one
  std::int64_t first = 0, last = 0;  ///< seconds since 1970, of the recent ones
  int code = 0;                      ///< of the last one; 256 when a signal ended it
  int signal = 0;
};

/// Lines of "seconds code signal".
[[nodiscard]] ServiceExits parse_exits(std::string_view text);
/// "exited 1, five times in 32 s"; "was killed by signal 9".
[[nodiscard]] std::string to_text(const ServiceExits& exits);

}  // namespace trimtab
