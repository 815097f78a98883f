#include "core/target/git_fact.h"

#include <fmt/format.h>

#include <array>

#include "core/support/text.h"

namespace trimtab {
namespace {

constexpr Duration patience = std::chrono::seconds(20);
constexpr std::size_t output_limit = std::size_t{1} << 20;

Command asking(const std::map<std::string, std::string>& environment, const std::string& repo, const std::string& ref) {
  Command command;
  command.arguments = {"/usr/bin/env", "git", "ls-remote", "--exit-code", "--", repo, ref, ref + "^{}"};
  command.environment = environment;
  command.environment["LC_ALL"] = "C";
  command.environment["GIT_TERMINAL_PROMPT"] = "0";
  command.environment["GIT_ALLOW_PROTOCOL"] = "https:ssh:file";
  command.environment.try_emplace("GIT_SSH_COMMAND", "ssh -o BatchMode=yes");
  return command;
}

std::string reason_of(const Exit& exit) {
  if (exit.timed_out) return "git ls-remote took longer than " + duration_text(patience);
  constexpr int none_of_them = 2;
  if (exit.code == none_of_them) return "the repository has no branch or tag of that name";
  std::string last;
  for (const std::string& line : split(exit.output, '\n')) {
    if (!line.empty()) last = line;
  }
  return printable(last.empty() ? fmt::format("git ls-remote exited {}", exit.code) : "git ls-remote: " + last);
}

}  // namespace

std::string commit_among(const std::string& lines, const std::string& ref) {
  std::map<std::string, std::string> commits;
  for (const std::string& line : split(lines, '\n')) {
    const std::size_t tab = line.find('\t');
    if (tab != std::string::npos) commits[line.substr(tab + 1)] = line.substr(0, tab);
  }
  const std::array<std::string, 5> names{"refs/tags/" + ref + "^{}", "refs/tags/" + ref, "refs/heads/" + ref,
                                         ref + "^{}", ref};
  for (const std::string& name : names) {
    if (const auto found = commits.find(name); found != commits.end()) return found->second;
  }
  return {};
}

Result<Value> git_ref_fact(Processes& processes, const std::map<std::string, std::string>& environment,
                           const Value& spec) {
  const std::string repo = spec.at("repo").get<std::string>();
  const std::string ref = spec.at("ref").get<std::string>();
  TRIMTAB_TRY(const Exit exit, processes.run(asking(environment, repo, ref), patience, output_limit));
  const std::string commit = exit.success() ? commit_among(exit.output, ref) : std::string();
  if (!commit.empty()) return Value{{"commit", commit}};
  return Value{{"why", exit.success() ? "the repository has no branch or tag of that name" : reason_of(exit)}};
}

}  // namespace trimtab
