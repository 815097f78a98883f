#pragma once

#include <string>

#include "server.h"

namespace trimtab::mysql {

/// Where clients reach a server, and what the programs that prepare it for claims need. Texts may be references.
struct Access {
  Flavor flavor = Flavor::mysql;
  std::string version;
  std::string host;
  std::string port;
  Output host_output = Output::string({});
  Output port_output = Output::integer(0);
  std::string client;          ///< the command-line client
  std::string image;           ///< that holds it; empty on a machine
  std::string administration;  ///< the secret with an administrator's option file; empty: claims are only checked
  std::string needs;           ///< what must be healthy first: "workload/server"; empty for what others keep running
  std::string volume;          ///< "volume/data", whose loss makes every claim anew; empty for what others keep

  [[nodiscard]] bool is_mariadb() const { return flavor == Flavor::mariadb; }
};

/// Gives `access` the administrator that the user names in `admin`, if any.
void add_administrator(const View& spec, Access& access, Expansion& expansion);

}  // namespace trimtab::mysql
