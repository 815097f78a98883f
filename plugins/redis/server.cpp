#include "server.h"

namespace trimtab::redis {
namespace {

ProgramFact required(const ExpandContext& context, const char* fact, const char* program) {
  const ProgramFact found = context.program(fact);
  if (found.found) return found;
  std::string searched;
  for (const std::string& directory : found.searched) searched += (searched.empty() ? "" : ", ") + directory;
  Diagnostic problem = Diagnostic::error("E0450", std::string("no ") + program + " was found");
  if (!searched.empty()) problem.why("searched: " + searched);
  throw Problem(problem.next("apt-get install redis-server redis-tools"));
}

/// "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=…"
std::string version_in(const ProgramFact& server) {
  const std::size_t mark = server.version.find(" v=");
  if (mark != std::string::npos) {
    const std::string version = server.version.substr(mark + 3);
    return version.substr(0, version.find(' '));
  }
  throw Problem(Diagnostic::error("E0451", server.path + " does not say which Redis it is")
                    .why("--version printed: " + server.version));
}

/// The official image and everything made like it has the programs in its path; its version is its tag.
Server server_in_image(const View& spec) {
  const std::string version = spec.text("version", "7.2");
  return {version, "redis-server", "redis-cli", image_name(spec.part("image"), "redis", version)};
}

}  // namespace

Facts wanted_programs() { return Facts().program("server", {"redis-server"}).program("client", {"redis-cli"}); }

Server chosen_server(const ExpandContext& context) {
  if (context.on_kubernetes()) return server_in_image(context.spec());
  const ProgramFact found = required(context, "server", "redis-server");
  Server server{version_in(found), found.path, required(context, "client", "redis-cli").path};
  const std::string wanted = context.spec().text("version", "");
  if (wanted.empty() || server.version == wanted || server.version.rfind(wanted + ".", 0) == 0) return server;
  throw Problem(Diagnostic::error("E0452", "version " + wanted + " was not found")
                    .at("/version")
                    .why(server.program + " is Redis " + server.version)
                    .next("install that version, or remove \"version\""));
}

Server chosen_client(const ExpandContext& context) {
  if (context.on_kubernetes()) return server_in_image(context.spec());
  return {{}, {}, required(context, "client", "redis-cli").path, {}};
}

}  // namespace trimtab::redis
