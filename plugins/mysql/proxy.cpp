#include "proxy.h"

#include <cctype>

namespace trimtab::mysql {
namespace {

constexpr const char* default_version = "2.25.3";
constexpr const char* image_program = "/cloud-sql-proxy";
constexpr int nonroot_account = 65532;  // "nonroot" of the image

/// "cloud-sql-proxy version 2.25.3+linux.amd64"
std::string version_in(const std::string& line) {
  const std::size_t begin = line.find_first_of("0123456789");
  if (begin == std::string::npos) return {};
  std::size_t end = begin;
  while (end < line.size() && (std::isdigit(static_cast<unsigned char>(line[end])) != 0 || line[end] == '.')) ++end;
  return line.substr(begin, end - begin);
}

void check_version(const std::string& version, const std::string& what) {
  if (version.rfind("2.", 0) == 0) return;
  throw Problem(Diagnostic::error("E0483", what + " is no Cloud SQL Auth Proxy of version 2")
                    .at("/version")
                    .why("its version is \"" + version + "\"; the flags of version 1 were others")
                    .next(std::string("write \"version: ") + default_version + "\""));
}

Proxy proxy_in_image(const ExpandContext& context, Expansion& expansion) {
  const View& spec = context.spec();
  Proxy proxy;
  proxy.version = spec.text("version", context.chosen_text("proxy", default_version));
  if (!spec.has("version")) expansion.choose("proxy", proxy.version);
  check_version(proxy.version, "the image");
  proxy.program = image_program;
  proxy.image = image_name(spec.part("image"), "cloud-sql-proxy", proxy.version);
  if (!spec.has("image/repository")) {
    expansion.say(Diagnostic::warning("W0484", "the nodes must find " + proxy.image + " where they take images from")
                      .why("upstream's image lies in a registry of its own, which no node asks by default")
                      .next("set image.repository to where you take it from"));
  }
  return proxy;
}

Proxy proxy_on_machine(const ExpandContext& context) {
  const ProgramFact found = context.program("proxy");
  if (!found.found) {
    throw Problem(Diagnostic::error("E0482", "no cloud-sql-proxy was found")
                      .next("install it into the path, or set local.binary to it"));
  }
  const std::string version = version_in(found.version);
  check_version(version, found.path);
  const std::string wanted = context.spec().text("version", version);
  if (version != wanted && version.rfind(wanted + ".", 0) != 0) check_version(wanted + " (wanted)", found.path);
  return {version, found.path, {}};
}

void add_flag(std::vector<std::string>& command, const View& spec, const char* field, const char* flag) {
  if (spec.boolean(field)) command.emplace_back(flag);
}

void add_value(std::vector<std::string>& command, const View& spec, const char* field, const std::string& flag) {
  if (spec.has(field)) command.push_back(flag + "=" + spec.text(field));
}

std::vector<std::string> proxy_command(const View& spec, const Proxy& proxy) {
  std::vector<std::string> command{proxy.program,
                                   "--address=" + ref::bind_address("sql"),
                                   "--port=" + ref::port("sql"),
                                   "--health-check",
                                   "--http-address=" + ref::bind_address("health"),
                                   "--http-port=" + ref::port("health"),
                                   "--structured-logs",
                                   "--max-sigterm-delay=" + spec.text("stopTimeout", "30s"),
                                   "--exit-zero-on-sigterm"};
  if (spec.has("credentials")) command.push_back("--credentials-file=" + ref::secret("credentials", "key.json"));
  add_value(command, spec, "impersonate", "--impersonate-service-account");
  add_value(command, spec, "quotaProject", "--quota-project");
  add_flag(command, spec, "privateIp", "--private-ip");
  add_flag(command, spec, "psc", "--psc");
  add_flag(command, spec, "lazyRefresh", "--lazy-refresh");
  add_flag(command, spec, "metrics", "--prometheus");
  const std::int64_t most = spec.integer("maxConnections", 0);
  if (most > 0) command.push_back("--max-connections=" + std::to_string(most));
  command.push_back(spec.text("instance"));
  return command;
}

/// What it waits for at a stop, and as much again for what comes after.
std::string grace(const View& spec) { return std::to_string(seconds_of(spec.text("stopTimeout", "30s")) + 15) + "s"; }

}  // namespace

Facts wanted_proxy(const View& spec) {
  std::vector<std::string> names{"cloud-sql-proxy"};
  std::vector<std::string> paths;
  if (const std::string binary = spec.text("local/binary", ""); !binary.empty()) {
    const std::size_t slash = binary.rfind('/');
    names = {binary.substr(slash + 1)};
    paths = {binary.substr(0, slash)};
  }
  return Facts().program("proxy", names, paths);
}

Proxy chosen_proxy(const ExpandContext& context, Expansion& expansion) {
  return context.on_kubernetes() ? proxy_in_image(context, expansion) : proxy_on_machine(context);
}

void add_proxy(const ExpandContext& context, const Proxy& proxy, Expansion& expansion) {
  const View& spec = context.spec();
  const int port = static_cast<int>(spec.integer("port", 3306));
  expansion.add(proxy.in_image() ? Endpoint("sql", port) : LocalBlock(spec).endpoint("sql", port));
  expansion.add(Endpoint("health", 9090).protocol("http"));
  if (spec.has("credentials"))
    expansion.add(Secret("credentials").source("key.json", spec.at("credentials")).from("/credentials"));
  Workload workload("proxy", proxy_command(spec, proxy));
  if (proxy.in_image()) {
    workload.image(proxy.image, nonroot_account, nonroot_account).serves("endpoint/sql").serves("endpoint/health");
    if (spec.text("mode") == "sidecar") {
      workload.beside();
    } else {
      workload.replicas(spec.integer("replicas", 2)).kubernetes(spec);
    }
  } else {
    workload.local(LocalBlock(spec).process());
  }
  const auto asked = [](const char* path) {
    return Probe::http(ref::port("health"), path).period("2s").timeout("5s").threshold(3);
  };
  expansion.add(workload.ready(asked("/readiness").says("it is ready for connections"))
                    .live(asked("/liveness").period("10s").threshold(5))
                    .startup("2m")
                    .stop("TERM", grace(spec))
                    .from("/instance")
                    .summary("Cloud SQL Auth Proxy " + proxy.version + " to " + spec.text("instance")));
}

}  // namespace trimtab::mysql
