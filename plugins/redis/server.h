#pragma once

#include <string>

#include <trimtab/plugin.hpp>

namespace trimtab::redis {

/// The account that the official image makes.
inline constexpr int image_account = 999;

/// The programs found on the machine, or those of an image.
struct Server {
  std::string version;  ///< "7.0.15"
  std::string program;
  std::string client;
  std::string image;  ///< empty on a machine
};

[[nodiscard]] Facts wanted_programs();
/// Throws a Problem when one is missing or not of the version that the spec asks for.
[[nodiscard]] Server chosen_server(const ExpandContext& context);
/// Only the client, for a server that runs elsewhere.
[[nodiscard]] Server chosen_client(const ExpandContext& context);

}  // namespace trimtab::redis
