#include "environment.h"

#include "image.h"

namespace trimtab::airflow {
namespace {

constexpr const char* system_path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

struct Lock {
  const char* version;
  const char* digest;  // sha256 of the bundled file
};

const std::vector<Lock>& bundled_locks() {
  static const std::vector<Lock> locks{TRIMTAB_AIRFLOW_LOCKS};
  return locks;
}

std::string versions_at_hand() {
  std::string list;
  for (const Lock& lock : bundled_locks()) list += (list.empty() ? "" : ", ") + std::string(lock.version);
  return list;
}

/// The lock that the user names; throws where it is of no use.
FileFact own_lock(const ExpandContext& context) {
  FileFact lock = context.file("lock");
  if (lock.exists) return lock;
  throw Problem(Diagnostic::error("E0431", "the lock " + context.spec().text("packages/lock") + " does not exist")
                    .at("/packages/lock")
                    .next("make it with: uv pip compile --generate-hashes requirements.txt -o LOCK"));
}

/// The version of Airflow that a lock names.
std::string version_in(const std::string& lock, const std::string& path) {
  const std::string line = "\napache-airflow==";
  const std::size_t start = ("\n" + lock).find(line);
  if (start == std::string::npos) {
    throw Problem(Diagnostic::error("E0423", "the lock " + path + " names no apache-airflow").at("/packages/lock"));
  }
  const std::size_t version = start + line.size() - 1;
  return lock.substr(version, lock.find_first_of(" ;\\\r\n", version) - version);
}

std::string version_of_own_lock(const ExpandContext& context) {
  const View& spec = context.spec();
  const std::string version = version_in(own_lock(context).text, spec.text("packages/lock"));
  if (spec.text("version", version) == version) return version;
  throw Problem(Diagnostic::error("E0422", "the lock is of Airflow " + version + ", not " + spec.text("version"))
                    .at("/version")
                    .next("remove \"version\", or lock the other one"));
}

std::string bundled_digest(const std::string& version) {
  for (const Lock& lock : bundled_locks())
    if (lock.version == version) return lock.digest;
  throw Problem(Diagnostic::error("E0430", "there is no bundled lock for Airflow " + version)
                    .at("/version")
                    .label("bundled: " + versions_at_hand())
                    .next("choose one of these, or set packages.lock to a lock of your own"));
}

void require_uv(const ExpandContext& context) {
  const ProgramFact uv = context.program("uv");
  if (uv.found) return;
  Diagnostic missing = Diagnostic::error("E0432", "uv is not on this machine");
  for (const std::string& place : uv.searched) missing.why("not in " + place);
  throw Problem(missing.next("install uv (tools/deps runtime does), or put it into the system's path"));
}

/// An interpreter at "/usr/bin/python3" is "python3" in "/usr/bin".
std::pair<std::string, std::string> parts_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return {path.substr(0, slash), path.substr(slash + 1)};
}

/// "Python 3.11.2" is "3.11": what decides whether compiled packages fit.
std::string minor_version(const std::string& banner) {
  const std::size_t start = banner.find_first_of("0123456789");
  if (start == std::string::npos) return "unknown";
  const std::size_t dot = banner.find('.', start);
  const std::size_t end = dot == std::string::npos ? dot : banner.find('.', dot + 1);
  return banner.substr(start, end == std::string::npos ? end : end - start);
}

}  // namespace

std::string Environment::program(const std::string& name) const {
  return in_image() ? name : ref::volume("environment") + "/venv/bin/" + name;
}

std::vector<std::string> Environment::command(std::vector<std::string> words) const {
  if (in_image()) words.insert(words.begin(), {"/usr/bin/dumb-init", "--"});
  return words;
}

std::string Environment::home() const { return in_image() ? home_in_image : ref::volume("home"); }

std::string Environment::path() const { return ref::volume("environment") + "/venv/bin:" + system_path; }

void ask_for_environment(const AskContext& context, Facts& facts) {
  if (context.on_kubernetes()) return;
  const View& spec = context.spec();
  facts.program("uv", {"uv"});
  const auto [directory, name] = parts_of(spec.text("python"));
  facts.program("python", {name}, {directory});
  if (spec.has("packages/lock")) facts.file("lock", spec.text("packages/lock"), true);
}

Environment planned_environment(const ExpandContext& context) {
  if (context.on_kubernetes()) return environment_in_image(context);
  const View& spec = context.spec();
  Environment environment;
  const bool own = spec.has("packages/lock");
  environment.version =
      own ? version_of_own_lock(context) : spec.text("version", context.chosen_text("version", newest_version));
  if (environment.version.rfind("3.", 0) != 0) {
    throw Problem(Diagnostic::error("E0433", "Airflow " + environment.version + " is not supported on the local target")
                      .at("/version")
                      .label("3.x is")
                      .next("bundled versions: " + versions_at_hand()));
  }
  require_uv(context);
  const ProgramFact python = context.program("python");
  const std::string wanted = spec.text("python");
  if (!python.found || python.path != wanted) {
    Diagnostic missing = Diagnostic::error("E0432", "there is no interpreter " + wanted).at("/python");
    if (python.found) missing.why("there is " + python.path);
    throw Problem(missing.next("apt-get install python3, or set python to an interpreter"));
  }
  const std::string digest = own ? own_lock(context).digest : bundled_digest(environment.version);
  environment.key =
      "airflow-" + environment.version + "-py" + minor_version(python.version) + "-" + digest.substr(0, 12);
  return environment;
}

void add_environment(const ExpandContext& context, const Environment& environment, Expansion& expansion) {
  const View& spec = context.spec();
  if (environment.in_image()) {
    expansion.add(programs_in_image());
    return;
  }
  expansion.add(Volume("environment").shared(environment.key).retain(false).owner(Owner::root).from("/version"));
  Config lock("requirements");
  if (spec.has("packages/lock")) {
    lock.file("airflow.lock", literal(context.file("lock").text)).from("/packages/lock");
  } else {
    lock.data("airflow.lock", "data/airflow-" + environment.version + ".lock").from("/version");
  }
  expansion.add(lock);
  expansion.add(Config("scripts")
                    .data("environment.sh", "data/environment.sh")
                    .data("smoke.py", "data/smoke.py")
                    .data("worker_ping.py", "data/worker_ping.py"));
  std::string cache = spec.text("packages/cache", "");
  if (cache.empty()) {
    expansion.add(Volume("package-cache").shared("package-cache").retain(false).owner(Owner::root));
    cache = ref::volume("package-cache");
  }
  Run install({"/bin/sh", ref::config("scripts", "environment.sh"), context.program("uv").path,
               context.program("python").path, ref::volume("environment"),
               ref::config("requirements", "airflow.lock")});
  install.env("PATH", system_path)
      .env("HOME", cache)
      .env("UV_CACHE_DIR", cache)
      .env("UV_SYSTEM_CERTS", "true")
      .env("UV_NO_CONFIG", "true")
      .timeout("15m");
  // What every component shares is written by nobody that a component runs as, where there is somebody else.
  if (context.target_facts().boolean("root")) install.user(Owner::root);
  const Json variables = spec.part("packages/env").json();
  for (const auto& [name, value] : variables.items()) install.env(name, value.get<std::string>());
  expansion.add(Task("environment", install)
                    .back(Back::keep)
                    .from("/version")
                    .description("packages of Airflow " + environment.version)
                    .summary("the locked packages of Airflow " + environment.version + ", by uv"));
}

}  // namespace trimtab::airflow
