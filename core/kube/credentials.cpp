#include "core/kube/credentials.h"

#include <fmt/format.h>
#include <unistd.h>

#include "core/kube/linked_file.h"
#include "core/model/json_text.h"
#include "core/model/value_fields.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

constexpr std::uint64_t token_limit = 1U << 20;
constexpr std::size_t output_limit = 1U << 20;
constexpr auto patience = std::chrono::seconds(60);  // somebody's single sign-on

std::unexpected<Error> no_credential(const std::string& what, const std::string& why) {
  Diagnostic diagnostic;
  diagnostic.code = "E0804";
  diagnostic.what = what;
  diagnostic.why.push_back(printable(why));
  return fail(Errc::unreachable, std::move(diagnostic));
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// As execvp would find it.
std::string found_in_path(const std::string& program, const std::map<std::string, std::string>& environment) {
  if (program.contains('/')) return program;
  const auto path = environment.find("PATH");
  if (path == environment.end()) return {};
  for (const std::string& directory : split(path->second, ':')) {
    const std::string candidate = directory + "/" + program;
    if (directory.starts_with('/') && ::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return {};
}

/// client.authentication.k8s.io: what the program is told.
std::string exec_info(const KubeAccess& access) {
  Value info{{"apiVersion", access.exec->api_version}, {"kind", "ExecCredential"}, {"spec", {{"interactive", false}}}};
  if (access.exec->wants_cluster) {
    info["spec"]["cluster"] = {{"server", access.server + access.prefix},
                               {"insecure-skip-tls-verify", !access.tls.verify}};
  }
  return info.dump();
}

Result<KubeCredential> credential_in(const std::string& output, const std::string& program) {
  const std::string what = "the program " + printable(program) + " gave no credential";
  const auto reply = parse_json(output, {output_limit, 16});
  if (!reply || !reply->is_object()) return no_credential(what, "its output is not JSON");
  const Value status = reply->value("status", Value::object());
  if (!status.is_object()) return no_credential(what, "its output has no status");
  KubeCredential credential{text_at(status, "/token"), text_at(status, "/clientCertificateData"),
                            text_at(status, "/clientKeyData")};
  if (credential == KubeCredential()) return no_credential(what, "its status holds neither token nor certificate");
  return credential;
}

}  // namespace

KubeCredentials::KubeCredentials(const KubeAccess& access, const Disk& disk, Processes& processes,
                                 std::map<std::string, std::string> environment)
    : access_(access), disk_(disk), processes_(processes), environment_(std::move(environment)) {}

Result<KubeCredential> KubeCredentials::get() {
  const std::scoped_lock lock(mutex_);
  if (obtained_) return credential_;
  TRIMTAB_TRY(credential_, obtain());
  obtained_ = true;
  return credential_;
}

Result<KubeCredential> KubeCredentials::renewed(const KubeCredential& refused) {
  const std::scoped_lock lock(mutex_);
  if (obtained_ && credential_ != refused) return credential_;
  TRIMTAB_TRY(credential_, obtain());
  obtained_ = true;
  return credential_;
}

Result<KubeCredential> KubeCredentials::obtain() {
  if (access_.exec) return run_program();
  if (access_.token_file.empty()) return KubeCredential{access_.token, {}, {}};
  TRIMTAB_TRY(const std::string text, read_linked(disk_, access_.token_file, token_limit));
  KubeCredential credential{trimmed(text), {}, {}};
  if (credential.token.empty()) return no_credential("there is no token", access_.token_file.native() + " is empty");
  return credential;
}

Result<KubeCredential> KubeCredentials::run_program() {
  Command command;
  command.arguments = access_.exec->command;
  const std::string name = command.arguments.front();
  command.arguments.front() = found_in_path(name, environment_);
  if (command.arguments.front().empty())
    return no_credential("the program " + printable(name) + " for credentials was not found", "it is not in PATH");
  command.environment = environment_;
  for (const auto& [variable, value] : access_.exec->environment) command.environment[variable] = value;
  command.environment["KUBERNETES_EXEC_INFO"] = exec_info(access_);
  TRIMTAB_TRY(const Exit exit, processes_.run(command, patience, output_limit));
  // What a program says when it fails may hold what it knows; only how it ended is told.
  if (!exit.success()) {
    return no_credential("the program " + printable(name) + " for credentials failed",
                         exit.timed_out ? "it took longer than " + duration_text(patience)
                                        : fmt::format("it exited {}; run it by hand to see why", exit.code));
  }
  return credential_in(exit.output, name);
}

}  // namespace trimtab
