#pragma once

#include <optional>
#include <string>

#include <trimtab/plugin.hpp>

namespace trimtab::mysql {

enum class Flavor { mysql, mariadb };

/// The programs found on the machine, and what the server says it is.
struct Server {
  Flavor flavor = Flavor::mysql;
  std::string version;      ///< digits and dots: "10.11.19"
  std::string program;      ///< absolute path of mysqld or mariadbd
  std::string client;       ///< absolute path of mysql or mariadb
  std::string initializer;  ///< absolute path of mariadb-install-db; empty for MySQL, whose server does it
  std::string basedir;      ///< as the user set it, or empty

  [[nodiscard]] bool is_mariadb() const { return flavor == Flavor::mariadb; }
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
/// What Airflow's documentation says about this server, when it is not "supported".
[[nodiscard]] std::optional<Diagnostic> airflow_opinion(const Server& server);

}  // namespace trimtab::mysql
