#pragma once

#include <string>
#include <utility>

#include <trimtab/expansion.hpp>
#include <trimtab/json.hpp>
#include <trimtab/resources.hpp>

namespace trimtab {
inline namespace sdk_v1 {

/// What a `local:` block says, in the words of resources. Every program of every kind reads the block the same way.
class LocalBlock {
 public:
  /// `spec` is a component's spec, or a role in it; `pointer` is where that stands ("" or "/workers").
  explicit LocalBlock(const View& spec, std::string pointer = {})
      : block_(spec.part("local")), pointer_(std::move(pointer)) {}

  /// At the port that the user fixed, else near the preferred one.
  [[nodiscard]] Endpoint endpoint(const std::string& name, int preferred_port) const {
    Endpoint endpoint(name, static_cast<int>(block_.integer("port", preferred_port)));
    if (block_.has("port")) endpoint.fixed().from(pointer_ + "/local/port");
    return endpoint.bind_all(listens_everywhere());
  }
  /// Whether other machines shall reach it.
  [[nodiscard]] bool listens_everywhere() const {
    const std::string address = block_.text("bind", "127.0.0.1");
    return address.rfind("127.", 0) != 0 && address != "localhost" && address != "::1" && address != "loopback";
  }
  /// Refuses what no process gets: an account of its own, one address of several.
  void check(Expansion& expansion) const {
    const auto refuse = [&](const std::string& key, const std::string& why) {
      expansion.say(
          Diagnostic::error("E0426", "\"" + key + "\" has no effect here").at(pointer_ + "/local/" + key).why(why));
    };
    if (block_.has("user")) refuse("user", "target.local.user is the account of every process of the stack");
    const std::string address = block_.text("bind", "127.0.0.1");
    if (address != "127.0.0.1" && address != "localhost" && address != "0.0.0.0") {
      refuse("bind", "servers listen on 127.0.0.1 or, with 0.0.0.0, on every address");
    }
  }
  /// For Workload::local: what the target does for the process.
  [[nodiscard]] Json process() const {
    Json settings = Json::object();
    for (const char* name : {"nice", "openFiles", "memoryMax", "logRotate"})
      if (block_.has(name)) settings[name] = block_.at(name);
    return settings;
  }

 private:
  View block_;
  std::string pointer_;
};

}  // namespace sdk_v1
}  // namespace trimtab
