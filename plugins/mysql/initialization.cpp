#include "initialization.h"

#include "settings.h"

namespace trimtab::mysql {
namespace {

/// $1 volume, then the command and its arguments. The data directory gets its name only when it is whole, so an
/// initialisation that was cut short leaves nothing that looks like a database.
constexpr const char* make_databases = R"(set -eu
umask 077
volume=$1
shift
[ ! -e "$volume/databases" ] || exit 0
rm -rf "$volume/new"
mkdir -p "$volume/new" "$volume/tmp"
"$@"
mv "$volume/new" "$volume/databases")";

constexpr const char* path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

std::vector<std::string> initialize_command(const View& spec, const Server& server) {
  const std::string volume = ref::volume("data");
  std::vector<std::string> command{"/bin/sh", "-c", make_databases, "initialize", volume};
  command.push_back(server.is_mariadb() ? server.initializer : server.program);
  command.push_back("--no-defaults");
  if (server.is_mariadb()) {
    // Accounts that authenticate by the system's user name would belong to an account without a name.
    for (const char* option : {"--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"})
      command.emplace_back(option);
  } else {
    command.emplace_back("--initialize-insecure");
  }
  if (!server.basedir.empty()) command.push_back("--basedir=" + server.basedir);
  command.push_back("--datadir=" + volume + "/new");
  command.push_back("--tmpdir=" + volume + "/tmp");
  for (const std::string& option : initial_options(spec)) command.push_back(option);
  return command;
}

}  // namespace

Task initialize(const View& spec, const Server& server) {
  const char* tool = server.is_mariadb() ? "mariadb-install-db" : "mysqld --initialize-insecure";
  const Run check({"/bin/sh", "-c", "[ -d \"$1/databases/mysql\" ]", "initialized", ref::volume("data")});
  return Task("initialize", Run(initialize_command(spec, server)).env("PATH", path).timeout("10m"))
      .check(check)
      .back(Back::keep)
      .description(tool)
      .summary(tool);
}

std::vector<std::string> initialize_and_serve(const View& spec, const Server& server,
                                              const std::vector<std::string>& serve) {
  std::vector<std::string> command = initialize_command(spec, server);
  // Its end is not the end of the script, and its failure is.
  command[2] = "set -e\n(\n" + std::string(make_databases) + "\n)\nexec";
  for (const std::string& word : serve) command[2] += " '" + word + "'";
  return command;
}

}  // namespace trimtab::mysql
