#include "core/kube/access.h"

#include <fmt/format.h>

#include "core/http/url.h"
#include "core/kube/fields.h"
#include "core/kube/linked_file.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

std::unexpected<Error> cannot_use(const std::string& context, std::string what, std::string next = {}) {
  return fail(Errc::invalid, "E0802", fmt::format("context \"{}\": {}", printable(context), std::move(what)),
              std::move(next));
}

std::vector<std::string> names_of(const std::map<std::string, KubeConfig::Entry>& entries) {
  std::vector<std::string> names;
  for (const auto& [name, entry] : entries) names.push_back(name);
  return names;
}

std::unexpected<Error> no_context(const KubeConfig& config, const KubeChoice& choice, const std::string& name) {
  Diagnostic diagnostic;
  diagnostic.code = "E0803";
  std::vector<std::string> files;
  for (const Path& file : choice.files) files.push_back(file);
  if (config.files.empty()) {
    diagnostic.what = "there is no kubeconfig";
    diagnostic.why.push_back("looked at " +
                             (files.empty() ? std::string("nothing: HOME is not set") : join(files, ", ")));
    diagnostic.next = "set target.kubernetes.kubeconfig, or KUBECONFIG";
    return fail(Errc::invalid, std::move(diagnostic));
  }
  diagnostic.what = name.empty() ? "no context is named, and the kubeconfig has no current one"
                                 : fmt::format("the kubeconfig has no context \"{}\"", printable(name));
  const std::vector<std::string> names = names_of(config.contexts);
  diagnostic.why.push_back(
      fmt::format("{} has: {}", join(config.files, ", "), names.empty() ? "none" : join(names, ", ")));
  if (const auto near = nearest(name, names)) diagnostic.next = "did you mean \"" + *near + "\"?";
  return fail(Errc::invalid, std::move(diagnostic));
}

/// The server's address in two parts: what is connected to, and the path in front of every request.
Status take_server(const KubeFields& cluster, const KubeChoice& choice, KubeAccess& access) {
  TRIMTAB_TRY(const std::string server, cluster.text("server"));
  const auto url = parse_http_url(server, HttpSchemes::any);
  if (!url) return cannot_use(access.context, url.error().message());
  const std::size_t path = server.find('/', server.find("//") + 2);
  access.server = server.substr(0, path);
  access.prefix = path == std::string::npos ? "" : server.substr(path);
  while (access.prefix.ends_with('/')) access.prefix.pop_back();
  if (!url->tls) access.insecure = "plain http: everybody on the way reads and changes what is said";
  if (!access.tls.verify) access.insecure = "insecure-skip-tls-verify: nobody knows who the server is";
  if (!access.insecure.empty() && !choice.allow_insecure)
    return cannot_use(access.context, access.insecure, "mend the kubeconfig, or say --allow-insecure-cluster");
  return {};
}

Status take_cluster(const KubeFields& cluster, const KubeChoice& choice, const Disk& disk, KubeAccess& access) {
  if (cluster.has("proxy-url")) return cannot_use(access.context, "proxy-url is not supported");
  TRIMTAB_TRY(access.tls.authorities, cluster.data("certificate-authority", disk));
  TRIMTAB_TRY(access.tls.server_name, cluster.text("tls-server-name"));
  access.tls.verify = !cluster.flag("insecure-skip-tls-verify");
  return take_server(cluster, choice, access);
}

Status take_exec(const Value& fields, const KubeConfig::Entry& entry, const KubeChoice& choice, KubeAccess& access) {
  const KubeFields exec(fields, entry);
  KubeExec made;
  TRIMTAB_TRY(std::string program, exec.text("command"));
  if (!choice.allowed_exec.contains(program)) {
    return cannot_use(access.context, fmt::format("its credentials come from the program \"{}\"", printable(program)),
                      "--allow-exec " + shell_quoted(program));
  }
  if (program.contains('/') && !program.starts_with('/')) program = entry.directory / program;
  made.command.push_back(std::move(program));
  TRIMTAB_TRY(const std::vector<std::string> arguments, exec.texts("args"));
  made.command.insert(made.command.end(), arguments.begin(), arguments.end());
  TRIMTAB_TRY(made.environment, exec.variables("env"));
  TRIMTAB_TRY(made.api_version, exec.text("apiVersion"));
  made.wants_cluster = exec.flag("provideClusterInfo");
  access.exec = std::move(made);
  return {};
}

Status take_impersonation(const KubeFields& user, KubeAccess& access) {
  TRIMTAB_TRY(const std::string as, user.text("as"));
  TRIMTAB_TRY(const std::string uid, user.text("as-uid"));
  TRIMTAB_TRY(const std::vector<std::string> groups, user.texts("as-groups"));
  if (!as.empty()) access.headers["Impersonate-User"] = as;
  if (!uid.empty()) access.headers["Impersonate-Uid"] = uid;
  if (groups.size() > 1) return cannot_use(access.context, "more than one group in as-groups is not supported");
  if (!groups.empty()) access.headers["Impersonate-Group"] = groups.front();
  return {};
}

Status take_user(const KubeConfig::Entry& entry, const KubeChoice& choice, const Disk& disk, KubeAccess& access) {
  const KubeFields user(entry.fields, entry);
  for (const char* gone : {"username", "auth-provider"}) {
    if (user.has(gone)) return cannot_use(access.context, std::string(gone) + ": no server takes that any more");
  }
  TRIMTAB_TRY(access.tls.certificate, user.data("client-certificate", disk));
  TRIMTAB_TRY(access.tls.key, user.data("client-key", disk));
  TRIMTAB_TRY(access.token, user.text("token"));
  TRIMTAB_TRY(const std::string file, user.text("tokenFile"));
  if (!file.empty()) access.token_file = user.path(file);
  TRIMTAB_CHECK(take_impersonation(user, access));
  const auto exec = entry.fields.find("exec");
  const bool known = !access.token.empty() || !access.token_file.empty() || !access.tls.certificate.empty();
  if (exec == entry.fields.end() || exec->is_null() || known) return {};
  return take_exec(*exec, entry, choice, access);
}

}  // namespace

Result<KubeAccess> kube_access(const KubeConfig& config, const KubeChoice& choice, const Disk& disk) {
  const std::string& name = choice.context.empty() ? config.current_context : choice.context;
  const auto context = config.contexts.find(name);
  if (name.empty() || context == config.contexts.end()) return no_context(config, choice, name);
  KubeAccess access;
  access.context = name;
  const KubeFields fields(context->second.fields, context->second);
  TRIMTAB_TRY(const std::string cluster_name, fields.text("cluster"));
  TRIMTAB_TRY(const std::string user_name, fields.text("user"));
  TRIMTAB_TRY(access.name_space, fields.text("namespace"));
  const auto cluster = config.clusters.find(cluster_name);
  if (cluster == config.clusters.end())
    return cannot_use(name, fmt::format("its cluster \"{}\" is not in the kubeconfig", printable(cluster_name)));
  TRIMTAB_CHECK(take_cluster(KubeFields(cluster->second.fields, cluster->second), choice, disk, access));
  if (user_name.empty()) return access;
  const auto user = config.users.find(user_name);
  if (user == config.users.end())
    return cannot_use(name, fmt::format("its user \"{}\" is not in the kubeconfig", printable(user_name)));
  TRIMTAB_CHECK(take_user(user->second, choice, disk, access));
  return access;
}

Result<std::optional<KubeAccess>> in_cluster_access(const std::map<std::string, std::string>& environment,
                                                    const Disk& disk, const Path& account) {
  constexpr std::uint64_t limit = 1U << 20;
  const auto host = environment.find("KUBERNETES_SERVICE_HOST");
  const auto port = environment.find("KUBERNETES_SERVICE_PORT");
  if (host == environment.end() || port == environment.end()) return std::nullopt;
  KubeAccess access;
  access.context = "in-cluster";
  const bool v6 = host->second.contains(':');
  access.server = "https://" + (v6 ? "[" + host->second + "]" : host->second) + ":" + port->second;
  access.token_file = account / "token";
  TRIMTAB_TRY(access.tls.authorities, read_linked(disk, account / "ca.crt", limit));
  std::error_code problem;
  if (std::filesystem::exists(account / "namespace", problem)) {
    TRIMTAB_TRY(access.name_space, read_linked(disk, account / "namespace", limit));
  }
  return access;
}

}  // namespace trimtab
