#pragma once

#include <string>
#include <utility>
#include <vector>

#include <trimtab/json.hpp>
#include <trimtab/resources.hpp>

namespace trimtab {
inline namespace sdk_v1 {

/// A command: an absolute program and its arguments, run with exactly the environment given, through no shell.
class Run {
 public:
  explicit Run(const std::vector<std::string>& command) : json_{{"command", command}} {}

  Run& env(const std::string& name, std::string value) {
    json_["env"][name] = std::move(value);
    return *this;
  }
  /// For programs that take a secret no other way: `reference` is `ref::secret(…)`; the launcher reads the file.
  Run& secret_env(const std::string& name, std::string reference) {
    json_["secret_env"][name] = std::move(reference);
    return *this;
  }
  Run& user(Owner owner) { return set("user", to_text(owner)); }
  /// At most this long; "10m" when nothing is said.
  Run& timeout(std::string duration) { return set("timeout", std::move(duration)); }
  Run& directory(std::string path) { return set("directory", std::move(path)); }
  /// On Kubernetes: what it runs in, and the account that its image has for it.
  Run& image(std::string image, int uid, int gid) {
    set("image", std::move(image));
    return set("account", {{"uid", uid}, {"gid", gid}});
  }
  /// The same for an image whose programs run as root: `pod` says that they may.
  Run& image(std::string image) { return set("image", std::move(image)); }
  /// On Kubernetes: one setting of its pod, in Kubernetes' own words.
  Run& pod(const std::string& name, Json value) {
    json_["kubernetes"][name] = std::move(value);
    return *this;
  }
  /// The user's `kubernetes:` block as far as it says where and as whom pods run; how much a server needs is not what a
  /// program that ends soon needs.
  Run& kubernetes(const View& spec) {
    for (const char* name : {"nodeSelector", "tolerations", "priorityClassName", "imagePullSecrets", "pullPolicy",
                             "securityContext", "podSecurityContext"}) {
      const std::string key = std::string("kubernetes/") + name;
      if (spec.has(key)) json_["kubernetes"][name] = spec.at(key);
    }
    return *this;
  }
  [[nodiscard]] const Json& json() const { return json_; }

 private:
  Run& set(const char* member, Json value) {
    json_[member] = std::move(value);
    return *this;
  }
  Json json_;
};

/// How the thing itself is asked whether it works.
class Probe {
 public:
  static Probe tcp(std::string port) { return Probe("tcp", {{"port", std::move(port)}}); }
  static Probe http(std::string port, std::string path) {
    return Probe("http", {{"port", std::move(port)}, {"path", std::move(path)}});
  }
  /// Exit 0 is healthy; anything else is not yet.
  static Probe exec(const std::vector<std::string>& command) { return Probe("exec", {{"command", command}}); }

  /// Of http: the status that is expected; 200 when nothing is said.
  Probe& status(int code) { return set_in("status", code); }
  /// Of http: the value at a JSON pointer into the body.
  Probe& equals(std::string pointer, Json value) {
    json_[kind_]["json"].push_back({{"pointer", std::move(pointer)}, {"equals", std::move(value)}});
    return *this;
  }
  /// Of http: a time in the body that is later than the start of the process.
  Probe& newer_than_start(std::string pointer) {
    json_[kind_]["json"].push_back({{"pointer", std::move(pointer)}, {"newer_than_start", true}});
    return *this;
  }
  /// Of exec.
  Probe& env(const std::string& name, std::string value) {
    json_[kind_]["env"][name] = std::move(value);
    return *this;
  }
  Probe& period(std::string duration) { return set("period", std::move(duration)); }
  Probe& timeout(std::string duration) { return set("timeout", std::move(duration)); }
  /// Failures in a row before it counts.
  Probe& threshold(int failures) { return set("threshold", failures); }
  /// What a success means, for progress and status: "SELECT answered".
  Probe& says(std::string text) { return set("says", std::move(text)); }
  [[nodiscard]] const Json& json() const { return json_; }

 private:
  Probe(std::string kind, Json body) : kind_(std::move(kind)), json_{{kind_, std::move(body)}} {}
  Probe& set(const char* member, Json value) {
    json_[member] = std::move(value);
    return *this;
  }
  Probe& set_in(const char* member, Json value) {
    json_[kind_][member] = std::move(value);
    return *this;
  }
  std::string kind_;
  Json json_;
};

/// How a task's effect is taken back when its run must be undone.
enum class Back {
  rerun,  ///< it converges: the older task is run again
  undo,   ///< a command takes it back
  keep,   ///< the effect does no harm and stays
  none    ///< it cannot be taken back, and the plan says so
};

/// Something that runs to its end. It runs once per digest of its command, inputs, files and secret versions.
class Task : public ResourceBuilder<Task> {
 public:
  Task(std::string name, const Run& run) : ResourceBuilder("task", std::move(name)) { set("run", run.json()); }
  /// Read-only and quick; exit 0 means the effect is already there.
  Task& check(const Run& run) { return set("check", run.json()); }
  Task& back(Back way) {
    static const char* const words[] = {"rerun", "undo", "keep", "none"};
    return set("back", words[static_cast<int>(way)]);
  }
  /// The command that takes it back; says `back: undo` too.
  Task& undo(const Run& run) { return back(Back::undo).set("undo", run.json()); }
  /// A workload that is stopped before and started after: "workload/worker".
  Task& while_down(const std::string& workload) { return append("while_down", workload); }
  /// Anything that makes it a different task; `ref::previous(name)` reads it in a later undo.
  Task& input(const std::string& name, Json value) {
    json_["spec"]["inputs"][name] = std::move(value);
    return *this;
  }
  /// "volume/data": depends on the identity of something its text does not mention.
  Task& uses(const std::string& resource) { return append("uses", resource); }
  /// What the plan calls it: "airflow db migrate".
  Task& description(std::string text) { return set("description", std::move(text)); }

 private:
  Task& append(const char* member, const std::string& value) {
    json_["spec"][member].push_back(value);
    return *this;
  }
};

enum class OnChange { restart, reload, none };

/// Something that keeps running.
class Workload : public ResourceBuilder<Workload> {
 public:
  Workload(std::string name, const std::vector<std::string>& command) : ResourceBuilder("workload", std::move(name)) {
    set("command", command);
  }
  Workload& env(const std::string& name, std::string value) { return put("env", name, std::move(value)); }
  /// As Run::secret_env.
  Workload& secret_env(const std::string& name, std::string reference) {
    return put("secret_env", name, std::move(reference));
  }
  /// On Kubernetes: what it runs in, and the account that its image has for it.
  Workload& image(std::string image, int uid, int gid) {
    set("image", std::move(image));
    return set("account", {{"uid", uid}, {"gid", gid}});
  }
  /// On Kubernetes: the endpoint "endpoint/NAME" behind which its copies stand.
  Workload& serves(const std::string& endpoint) {
    json_["spec"]["serves"].push_back(endpoint);
    return *this;
  }
  /// On Kubernetes: each copy has a name and a place of its own.
  Workload& stable() { return set("identity", "stable"); }
  /// On Kubernetes: it is no pod of its own, but runs in the pods of whoever speaks of an endpoint that it serves. For
  /// them the endpoint is on their very host.
  Workload& beside() { return set("beside", true); }
  /// The user's `kubernetes:` block.
  Workload& kubernetes(const View& spec) {
    if (spec.has("kubernetes")) set("kubernetes", spec.at("kubernetes"));
    return *this;
  }
  Workload& directory(std::string path) { return set("directory", std::move(path)); }
  Workload& user(Owner owner) { return set("user", to_text(owner)); }
  /// Numbered copies; without this there is exactly one, without a number.
  Workload& replicas(std::int64_t count) { return set("replicas", count); }
  /// Healthy means this; gates of what needs the workload open on it.
  Workload& ready(const Probe& probe) { return set("ready", probe.json()); }
  /// Failing this restarts the process.
  Workload& live(const Probe& probe) { return set("live", probe.json()); }
  /// How long until `ready` must have succeeded once.
  Workload& startup(std::string timeout) { return put("startup", "timeout", std::move(timeout)); }
  /// The signal that ends it, and how long it has until it is killed.
  Workload& stop(std::string signal, std::string grace) {
    return put("stop", "signal", std::move(signal)).put("stop", "grace", std::move(grace));
  }
  /// Run before the signal: stops taking work and waits for what is under way.
  Workload& drain(const std::vector<std::string>& command, std::string timeout) {
    return put("stop", "drain", {{"command", command}, {"timeout", std::move(timeout)}});
  }
  /// "config/my.cnf": what a change of something it uses means; restart when nothing is said (of a tree: none).
  Workload& on_change(const std::string& resource, OnChange what) {
    static const char* const words[] = {"restart", "reload", "none"};
    return put("on_change", resource, words[static_cast<int>(what)]);
  }
  /// The signal that makes it read its files again.
  Workload& reload(std::string signal) { return put("reload", "signal", std::move(signal)); }
  /// Of the local target: nice, openFiles, memoryMax, logRotate; usually the spec's `local` block as it is.
  Workload& local(Json settings) { return set("local", std::move(settings)); }
  /// As Task::uses.
  Workload& uses(const std::string& resource) {
    json_["spec"]["uses"].push_back(resource);
    return *this;
  }

 private:
  Workload& put(const char* object, const std::string& member, Json value) {
    json_["spec"][object][member] = std::move(value);
    return *this;
  }
};

}  // namespace sdk_v1
}  // namespace trimtab
