#include "git_dags.h"

#include <algorithm>

#include "image.h"

namespace trimtab::airflow {
namespace {

constexpr const char* folder_in_pod = "/opt/airflow/repository";

bool has_volume(const View& spec) { return spec.has("dags/storage"); }

std::string folder(const View& spec) { return has_volume(spec) ? ref::volume("dags") : folder_in_pod; }

std::string file_or_none(const View& git, const char* field, const char* key) {
  return git.has(field) ? ref::secret("git", key) : "-";
}

bool is_commit(const std::string& ref) {
  return ref.size() == 40 && ref.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::vector<std::string> fetch(const ExpandContext& context) {
  const View& spec = context.spec();
  const View git = spec.part("dags/git");
  return {"/bin/sh",
          ref::config("scripts", "fetch.sh"),
          git.text("repo"),
          commit_of_dags(context),
          folder(spec),
          file_or_none(git, "token", "token"),
          file_or_none(git, "sshKey", "key"),
          file_or_none(git, "knownHosts", "known_hosts")};
}

void add_credentials(const View& git, Expansion& expansion) {
  Secret secret("git");
  if (git.has("token")) secret.source("token", git.at("token"));
  if (git.has("sshKey")) secret.source("key", git.at("sshKey"));
  if (git.has("knownHosts")) secret.from_file("known_hosts", git.text("knownHosts"));
  if (git.has("token") || git.has("sshKey")) expansion.add(secret.from("/dags/git"));
}

}  // namespace

bool dags_from_git(const View& spec) { return spec.has("dags/git"); }

void ask_for_commit(const AskContext& context, Facts& facts) {
  if (!context.on_kubernetes() || !dags_from_git(context.spec())) return;
  const View git = context.spec().part("dags/git");
  if (const std::string ref = git.text("ref", "HEAD"); !is_commit(ref)) facts.git_ref("dags", git.text("repo"), ref);
}

std::string commit_of_dags(const ExpandContext& context) {
  const std::string ref = context.spec().text("dags/git/ref", "HEAD");
  return is_commit(ref) ? ref : context.fact("dags").value("commit", "");
}

void check_git(const ExpandContext& context) {
  const View git = context.spec().part("dags/git");
  if (commit_of_dags(context).empty()) {
    const std::string ref = git.text("ref", "");
    throw Problem(Diagnostic::error("E0494", "which commit the DAGs are cannot be told")
                      .at(ref.empty() ? "/dags/git" : "/dags/git/ref")
                      .why(context.fact("dags").value("why", "nobody has asked the repository"))
                      .next("git ls-remote " + git.text("repo") + " " + (ref.empty() ? "HEAD" : ref)));
  }
  if (git.has("sshKey") == git.has("knownHosts")) return;
  throw Problem(Diagnostic::error("E0495", "a key for ssh and the hosts that it is shown to go together")
                    .at("/dags/git")
                    .next(git.has("sshKey") ? "write \"knownHosts: ./known_hosts\" (ssh-keyscan HOST)"
                                            : "remove \"knownHosts\", or write \"sshKey\""));
}

std::string git_folder(const View& spec) {
  const std::string subdir = spec.text("dags/git/subdir", ".");
  return folder(spec) + "/current" + (subdir == "." ? "" : "/" + subdir);
}

void add_git_dags(const Platform& platform, Expansion& expansion) {
  const View& spec = platform.context.spec();
  if (!dags_from_git(spec)) return;
  add_credentials(spec.part("dags/git"), expansion);
  if (!has_volume(spec)) return;
  expansion.add(Volume("dags")
                    .size(spec.text("dags/storage/size"))
                    .access(spec.text("dags/storage/access"))
                    .retain(spec.boolean("dags/storage/retain", true))
                    .kubernetes(spec)
                    .from("/dags/storage"));
  Run run(platform.environment.command(fetch(platform.context)));
  put_into_image(run, platform.environment, spec);
  const std::string commit = commit_of_dags(platform.context).substr(0, 12);
  // What was published before is still there: the task of that commit turns the link back.
  expansion.add(Task("dags", run)
                    .back(Back::rerun)
                    .from("/dags/git/ref")
                    .description("DAGs of " + commit)
                    .summary("publishes commit " + commit));
}

std::vector<std::string> with_dags(const ExpandContext& context, std::vector<std::string> command) {
  if (!dags_from_git(context.spec()) || has_volume(context.spec())) return command;
  std::vector<std::string> words = fetch(context);
  words.insert(words.end(), command.begin(), command.end());
  return words;
}

std::string publisher_of_dags(const View& spec) {
  return dags_from_git(spec) && has_volume(spec) ? "task/dags" : std::string();
}

}  // namespace trimtab::airflow
