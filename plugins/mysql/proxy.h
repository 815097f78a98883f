#pragma once

#include <string>

#include <trimtab/plugin.hpp>

namespace trimtab::mysql {

/// The proxy's program on the machine, or its image.
struct Proxy {
  std::string version;  ///< "2.25.3"
  std::string program;  ///< absolute path
  std::string image;    ///< empty on a machine

  [[nodiscard]] bool in_image() const { return !image.empty(); }
};

[[nodiscard]] Facts wanted_proxy(const View& spec);
/// Throws a Problem when it is not there, or no v2.
[[nodiscard]] Proxy chosen_proxy(const ExpandContext& context, Expansion& expansion);
/// The proxy itself, with its endpoints and the key it logs in with.
void add_proxy(const ExpandContext& context, const Proxy& proxy, Expansion& expansion);

}  // namespace trimtab::mysql
