#pragma once

#include <optional>
#include <string>

#include <trimtab/plugin.hpp>

namespace trimtab::mysql {

enum class Flavor { mysql, mariadb };

/// The account that the official images make for the server.
inline constexpr int image_account = 999;

/// The programs found on the machine, and what the server says it is; or those of an image.
struct Server {
  Flavor flavor = Flavor::mysql;
  std::string version;      ///< digits and dots: "10.11.19"
  std::string program;      ///< mysqld or mariadbd; like the others an absolute path, in an image a name
  std::string client;       ///< mysql or mariadb
  std::string initializer;  ///< mariadb-install-db; empty for MySQL, whose server does it
  std::string basedir;      ///< as the user set it, or empty
  std::string image;        ///< empty on a machine

  [[nodiscard]] bool is_mariadb() const { return flavor == Flavor::mariadb; }
  [[nodiscard]] bool in_image() const { return !image.empty(); }
  /// "MariaDB 10.11.19"
  [[nodiscard]] std::string label() const;
};

/// What `--version` printed, read. Nothing when it is no version of either server.
struct ServerVersion {
  Flavor flavor;
  std::string number;
};
[[nodiscard]] std::optional<ServerVersion> parse_version(const std::string& line);

[[nodiscard]] Facts wanted_programs(const View& spec);
/// The server to run. Throws a Problem when there is none, or when it is not what the spec asks for.
[[nodiscard]] Server chosen_server(const ExpandContext& context);
/// Only the client, for a server that runs elsewhere.
[[nodiscard]] Server client_found(const ExpandContext& context);
/// The server of an image, which nobody can ask before it runs: what the spec says of it is believed. A version that
/// nobody named is chosen once and stays.
[[nodiscard]] Server server_in_image(const ExpandContext& context, Expansion& expansion);
/// What Airflow's documentation says about this server, when it is not "supported".
[[nodiscard]] std::optional<Diagnostic> airflow_opinion(const Server& server);

}  // namespace trimtab::mysql
