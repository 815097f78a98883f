#pragma once

#include <functional>
#include <stop_token>
#include <string>

#include "core/kube/client.h"

namespace trimtab {

/// Objects of one kind.
struct KubeScope {
  std::string api_version;
  std::string kind;
  std::string name_space;      ///< empty: all
  std::string label_selector;  ///< empty: all
};

struct KubeEvent {
  enum class Type {
    there,    ///< as it is: when the watch begins, and after every change
    gone,     ///< as it last was
    restart,  ///< the server forgot what came between: all that is follows anew, and what does not come is gone
  } type = Type::there;
  Value object;
};

/// A server sends a bookmark about once a minute: a stream that says less than that is dead.
inline constexpr Duration longest_silence = std::chrono::seconds(150);

/// Tells what is there and then every change, until `take` says false (success) or `stop` is requested
/// (Errc::interrupted). Ends of the stream, by the server, the network or `silence`, are gone over: it goes on where it
/// was, or from a new list when the server has forgotten that place (410).
[[nodiscard]] Status watch(KubeClient& client, const KubeScope& scope,
                           const std::function<bool(const KubeEvent&)>& take, const std::stop_token& stop,
                           Duration silence = longest_silence);

}  // namespace trimtab
