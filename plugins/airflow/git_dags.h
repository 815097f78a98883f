#pragma once

#include <string>
#include <vector>

#include <trimtab/plugin.hpp>

#include "roles.h"

namespace trimtab::airflow {

/// DAGs of one commit of a git repository, on Kubernetes. With `dags.storage` a task publishes it into a volume that
/// all roles read, behind a link: a new commit restarts nothing. Without, each pod fetches it before its program
/// starts, and a new commit is a new pod.
[[nodiscard]] bool dags_from_git(const View& spec);
/// A branch or a tag is asked for at plan: it is one commit then, the same in every pod.
void ask_for_commit(const AskContext& context, Facts& facts);
/// All 40 digits; empty when it cannot be told.
[[nodiscard]] std::string commit_of_dags(const ExpandContext& context);
/// Throws Problem when there is no commit.
void check_git(const ExpandContext& context);
/// The directory with the repository's content.
[[nodiscard]] std::string git_folder(const View& spec);
/// The volume and the task that fills it, and what git needs to read the repository.
void add_git_dags(const Platform& platform, Expansion& expansion);
/// A command that has its DAGs before it starts.
[[nodiscard]] std::vector<std::string> with_dags(const ExpandContext& context, std::vector<std::string> command);
/// "type/name" of what a program that reads DAGs comes after; empty when nothing has to be there first.
[[nodiscard]] std::string publisher_of_dags(const View& spec);

}  // namespace trimtab::airflow
