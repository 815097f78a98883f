#include "external.h"

namespace trimtab::redis {

// The password goes through a pipe, from a builtin of the shell: into no argument and no environment.
const char* const ping = R"sh(password=$(sed 's/[\\"]/\\&/g' "$1") || exit 1
reply=$(printf 'AUTH "%s"\nPING\n' "$password" | "$0" -h "$2" -p "$3" 2>&1)
[ "$reply" = "$(printf 'OK\nPONG')" ] && exit 0
printf '%s\n' "$reply" >&2
exit 1)sh";

void add_external(const View& spec, const Server& client, Expansion& expansion) {
  const std::string host = spec.text("external/host");
  const std::string port = std::to_string(spec.integer("external/port", 6379));
  for (const char* field : {"config", "maxMemory"}) {
    if (!spec.has(field) || spec.at(field).empty()) continue;
    expansion.say(
        Diagnostic::error("E0458", std::string("\"") + field + "\" has no effect on a server that exists already")
            .at(std::string("/") + field)
            .next(std::string("remove \"") + field + "\""));
  }
  if (spec.at("password").contains("generated")) {
    expansion.say(
        Diagnostic::error("E0459", "the password of a server that exists already is not said")
            .at("/external")
            .next("write \"password: {secretKeyRef: {name: NAME, key: KEY}}\", or {file: PATH}, or {env: NAME}"));
  }
  Run run({"/bin/sh", "-c", ping, client.client, ref::secret("password", "password"), host, port});
  run.env("PATH", "/usr/local/bin:/usr/bin:/bin").timeout("2m");
  if (!client.image.empty()) run.image(client.image, image_account, image_account).kubernetes(spec).timeout("10m");
  expansion.add(Secret("password").source("password", spec.at("password")).from("/password"));
  expansion.add(Task("answers", run)
                    .back(Back::keep)
                    .from("/external")
                    .description("PING of " + host + ":" + port)
                    .summary("PING of " + host + ":" + port));
}

}  // namespace trimtab::redis
