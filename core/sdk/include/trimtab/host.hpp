#pragma once

#include <cstddef>
#include <string>

#include <trimtab/abi.h>

namespace trimtab {
inline namespace sdk_v1 {

inline trimtab_bytes bytes_of(const std::string& text) { return {text.data(), text.size()}; }

/// What the engine lends to a plugin, borrowed.
class Host {
 public:
  explicit Host(const trimtab_host* host) : host_(host) {}

  /// A line for developers. Longer ones are cut at 4 KB.
  void note(const std::string& text, int level = TRIMTAB_LOG_INFO) const {
    if (host_->log == nullptr) return;
    const std::size_t size = text.size() < 4096 ? text.size() : 4096;
    host_->log(host_->ctx, level, {text.data(), size});
  }
  /// True when the engine wants the running call to end soon: between two steps of a long effect, ask.
  [[nodiscard]] bool cancelled() const { return host_->cancelled != nullptr && host_->cancelled(host_->ctx) != 0; }

  /// False for a host this SDK cannot talk to.
  [[nodiscard]] static bool fits(const trimtab_host* host) {
    return host != nullptr && host->abi_major == TRIMTAB_ABI_MAJOR &&
           host->size >= offsetof(trimtab_host, extension) + sizeof(host->extension);
  }

 private:
  const trimtab_host* host_;
};

}  // namespace sdk_v1
}  // namespace trimtab
