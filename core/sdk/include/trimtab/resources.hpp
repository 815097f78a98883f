#pragma once

#include <string>
#include <utility>
#include <vector>

#include <trimtab/json.hpp>

namespace trimtab {
inline namespace sdk_v1 {

/// Whose a file or process is: the stack's service account, or root where the engine has root's rights.
enum class Owner { service, root };

inline const char* to_text(Owner owner) { return owner == Owner::root ? "root" : "service"; }

/// One thing a component consists of, in words every target understands. Built by the types below.
class Resource {
 public:
  Resource(std::string type, std::string name, Json spec = Json::object()) {
    json_["type"] = std::move(type);
    json_["name"] = std::move(name);
    json_["spec"] = std::move(spec);
  }

  [[nodiscard]] const Json& json() const& { return json_; }
  [[nodiscard]] Json json() && { return std::move(json_); }
  /// "type/name": how other resources of the component name it in `needs`.
  [[nodiscard]] std::string id() const {
    return json_["type"].get<std::string>() + "/" + json_["name"].get<std::string>();
  }

 protected:
  Json json_;
};

/// What every resource can say.
template <class Self>
class ResourceBuilder : public Resource {
 public:
  using Resource::Resource;

  /// "type/name" of the same component: applied and healthy before this one. A reference in text says the same by
  /// itself.
  Self& needs(const std::string& resource) {
    json_["needs"].push_back(resource);
    return self();
  }
  /// JSON pointer into the component's spec: where the user asked for this.
  Self& from(std::string pointer) { return top("from", std::move(pointer)); }
  /// A few words for the plan.
  Self& summary(std::string text) { return top("summary", std::move(text)); }
  /// A member of the resource's spec that has no function here.
  Self& set(const std::string& member, Json value) {
    json_["spec"][member] = std::move(value);
    return self();
  }

 protected:
  Self& self() { return static_cast<Self&>(*this); }
  Self& top(const char* member, Json value) {
    json_[member] = std::move(value);
    return self();
  }
};

/// A directory (a PersistentVolumeClaim) that outlives what uses it. It belongs to the component's account.
class Volume : public ResourceBuilder<Volume> {
 public:
  explicit Volume(std::string name) : ResourceBuilder("volume", std::move(name)) {}
  Volume& size(std::string wanted) { return set("size", std::move(wanted)); }
  /// rwo, rwx or rox.
  Volume& access(std::string mode) { return set("access", std::move(mode)); }
  /// Whether it stays when the component goes.
  Volume& retain(bool keep) { return set("retain", keep); }
  /// One directory for every component of the stack that names this key.
  Volume& shared(std::string key) { return set("shared", std::move(key)); }
  Volume& owner(Owner owner) { return set("owner", to_text(owner)); }
  /// The user's `kubernetes:` block, of which the storage class is a volume's.
  Volume& kubernetes(const View& spec) {
    if (spec.has("kubernetes/storageClass")) set("kubernetes", {{"storageClass", spec.at("kubernetes/storageClass")}});
    return *this;
  }
  /// On Kubernetes: a share of an NFS server, mounted by the nodes with these options.
  Volume& nfs(const std::string& server, const std::string& path, const std::vector<std::string>& options = {}) {
    Json share{{"server", server}, {"path", path}};
    if (!options.empty()) share["options"] = options;
    return set("nfs", std::move(share));
  }
  /// On Kubernetes: a claim that somebody made, which is mounted and nothing else.
  Volume& existing_claim(std::string name) { return set("claim", std::move(name)); }
};

/// Files with text that is no secret. Text may hold references.
class Config : public ResourceBuilder<Config> {
 public:
  explicit Config(std::string name) : ResourceBuilder("config", std::move(name)) { set("files", Json::object()); }
  Config& file(const std::string& name, std::string text) { return entry(name, {{"text", std::move(text)}}); }
  /// A file that is installed with the plugin (DATA of trimtab_add_plugin), taken as it is: no reference in it counts.
  Config& data(const std::string& name, std::string file) { return entry(name, {{"data", std::move(file)}}); }
  /// Octal text, "0640".
  Config& mode(std::string octal) { return set("mode", std::move(octal)); }

 private:
  Config& entry(const std::string& name, Json content) {
    json_["spec"]["files"][name] = std::move(content);
    return *this;
  }
};

/// Named values that only the target ever holds. Generated ones are made once and stay.
class Secret : public ResourceBuilder<Secret> {
 public:
  explicit Secret(std::string name) : ResourceBuilder("secret", std::move(name)) { set("keys", Json::object()); }
  /// Alphabets: alnum, hex, base64url, and fernet (whose length is its own).
  Secret& generated(const std::string& key, int length = 32, std::string alphabet = "alnum") {
    return source(key, {{"generated", {{"length", length}, {"alphabet", std::move(alphabet)}}}});
  }
  /// Text over other secrets: `ref::value(…)` stands for their values.
  Secret& from_template(const std::string& key, std::string text) {
    return source(key, {{"template", std::move(text)}});
  }
  Secret& from_file(const std::string& key, std::string absolute_path) {
    return source(key, {{"file", std::move(absolute_path)}});
  }
  Secret& from_environment(const std::string& key, std::string variable) {
    return source(key, {{"env", std::move(variable)}});
  }
  /// What the user wrote for a property made by `schema::secret`.
  Secret& source(const std::string& key, Json one_key_map) {
    json_["spec"]["keys"][key] = std::move(one_key_map);
    return *this;
  }
  Secret& owner(Owner owner) { return set("owner", to_text(owner)); }
  /// On Kubernetes: a namespace beside the component's in which it is needed too.
  Secret& also_in(const std::string& name_space) {
    json_["spec"]["also_in"].push_back(name_space);
    return *this;
  }
};

/// On Kubernetes: a Secret that somebody made in the component's namespace, once more in another one.
class SecretCopy : public ResourceBuilder<SecretCopy> {
 public:
  SecretCopy(std::string name, const std::string& secret, const std::string& name_space)
      : ResourceBuilder("secret", std::move(name)) {
    set("copy_of", secret).set("also_in", Json::array({name_space}));
  }
};

/// A port that stays the same: the preferred one where it is free.
class Endpoint : public ResourceBuilder<Endpoint> {
 public:
  Endpoint(std::string name, int preferred_port) : ResourceBuilder("endpoint", std::move(name)) {
    set("port", preferred_port);
  }
  /// This port or an error.
  Endpoint& fixed(bool fixed = true) { return set("fixed", fixed); }
  /// tcp or http.
  Endpoint& protocol(std::string name) { return set("protocol", std::move(name)); }
  /// One port per copy of a workload with as many replicas: inside copy N, `ref::port` is the Nth one's.
  Endpoint& replicas(std::int64_t count) { return set("replicas", count); }
  /// On Kubernetes: the address of its service, an answer of the fact `service-address`.
  Endpoint& address(std::string ip) { return set("address", std::move(ip)); }
  /// Reachable from other machines.
  Endpoint& bind_all(bool all = true) { return set("bind", all ? "all" : "loopback"); }
};

/// A number that stays the same and is distinct among the slots of its pool.
class Slot : public ResourceBuilder<Slot> {
 public:
  Slot(std::string name, std::string pool, std::int64_t first, std::int64_t last)
      : ResourceBuilder("slot", std::move(name)) {
    set("pool", std::move(pool)).set("range", Json::array({first, last}));
  }
  Slot& prefer(std::int64_t number) { return set("prefer", number); }
};

/// A directory published as a version: readers see the old one or the new one, never half.
class Tree : public ResourceBuilder<Tree> {
 public:
  /// `digest` is the answer of a `tree` fact about the same path.
  Tree(std::string name, std::string absolute_path, std::string digest) : ResourceBuilder("tree", std::move(name)) {
    set("source", {{"path", std::move(absolute_path)}}).set("digest", std::move(digest));
  }
  /// How many versions stay for running readers.
  Tree& keep(int versions) { return set("keep", versions); }
};

/// Any Kubernetes manifest; only on that target.
class Manifest : public ResourceBuilder<Manifest> {
 public:
  Manifest(std::string name, Json manifest) : ResourceBuilder("kubernetes", std::move(name), std::move(manifest)) {}
};

/// A resource of the plugin's own type, "plugin.type".
class Custom : public ResourceBuilder<Custom> {
 public:
  Custom(std::string type, std::string name, Json spec)
      : ResourceBuilder(std::move(type), std::move(name), std::move(spec)) {}
};

}  // namespace sdk_v1
}  // namespace trimtab
