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

std::vector<std::string> fetch(const View& spec) {
  const View git = spec.part("dags/git");
  return {"/bin/sh",
          ref::config("scripts", "fetch.sh"),
          git.text("repo"),
          git.text("ref"),
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

void check_git(const View& spec) {
  const View git = spec.part("dags/git");
  const std::string commit = git.text("ref", "");
  const bool whole = commit.size() == 40 && commit.find_first_not_of("0123456789abcdef") == std::string::npos;
  if (!whole) {
    throw Problem(Diagnostic::error("E0494", "which commit the DAGs are is not said")
                      .at(commit.empty() ? "/dags/git" : "/dags/git/ref")
                      .why("a branch or a tag may mean another commit at the next start of a pod")
                      .next("git ls-remote " + git.text("repo") + " " + (commit.empty() ? "HEAD" : commit)));
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
  Run run(platform.environment.command(fetch(spec)));
  put_into_image(run, platform.environment, spec);
  // What was published before is still there: the task of that commit turns the link back.
  expansion.add(Task("dags", run)
                    .back(Back::rerun)
                    .from("/dags/git/ref")
                    .description("DAGs of " + spec.text("dags/git/ref").substr(0, 12))
                    .summary("publishes commit " + spec.text("dags/git/ref").substr(0, 12)));
}

std::vector<std::string> with_dags(const View& spec, std::vector<std::string> command) {
  if (!dags_from_git(spec) || has_volume(spec)) return command;
  std::vector<std::string> words = fetch(spec);
  words.insert(words.end(), command.begin(), command.end());
  return words;
}

std::string publisher_of_dags(const View& spec) {
  return dags_from_git(spec) && has_volume(spec) ? "task/dags" : std::string();
}

}  // namespace trimtab::airflow
