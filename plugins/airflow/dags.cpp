#include "dags.h"

#include "git_dags.h"

namespace trimtab::airflow {
namespace {

std::string below(const std::string& directory, const View& spec) {
  const std::string subdir = spec.text("dags/subdir", ".");
  return subdir == "." ? directory : directory + "/" + subdir;
}

std::string directory_of_dags(const View& spec) { return below(spec.text("dags/path"), spec); }

void refuse(const char* at, const std::string& what, const std::string& next) {
  throw Problem(Diagnostic::error("E0471", what).at(at).next(next));
}

void check_directory(const ExpandContext& context) {
  if (context.on_kubernetes()) {
    refuse("/dags/path", "a directory of this machine is not in the cluster",
           "bake the DAGs into the image and write \"dags: {image: {path: /opt/airflow/dags}}\"");
  }
  if (context.file("dags").exists) return;
  const std::string directory = directory_of_dags(context.spec());
  throw Problem(Diagnostic::error("E0424", "there is no directory " + directory).at("/dags/path"));
}

}  // namespace

void ask_for_dags(const AskContext& context, Facts& facts) {
  if (!context.on_kubernetes() && context.spec().has("dags/path"))
    facts.tree("dags", directory_of_dags(context.spec()));
  ask_for_commit(context, facts);
}

void check_dags(const ExpandContext& context) {
  if (context.claims("dags")) return;
  if (context.spec().has("dags/path")) {
    check_directory(context);
  } else if (!context.on_kubernetes()) {
    const bool image = context.spec().has("dags/image");
    refuse(
        image ? "/dags/image" : "/dags/git",
        image ? "on the local target there is no image" : "on the local target a directory is published, not a commit",
        "write \"dags: {path: ./dags}\"");
  } else if (dags_from_git(context.spec())) {
    check_git(context);
  }
}

std::string dags_folder(const ExpandContext& context) {
  if (context.claims("dags")) return context.claimed("dags").path("path");
  const View& spec = context.spec();
  if (dags_from_git(spec)) return git_folder(spec);
  return spec.has("dags/image") ? below(spec.text("dags/image/path"), spec) : directory_of_dags(spec);
}

Json dags_identity(const ExpandContext& context) {
  if (context.claims("dags")) return context.claimed("dags").path("path");
  if (dags_from_git(context.spec())) return commit_of_dags(context);
  return context.spec().has("dags/image") ? Json(dags_folder(context)) : Json(context.file("dags").digest);
}

}  // namespace trimtab::airflow
