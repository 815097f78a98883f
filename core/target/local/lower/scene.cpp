#include "core/target/local/lower/scene.h"

#include "core/support/digest.h"
#include "core/target/local/lower/lower.h"
#include "core/target/local/lower/secret_version.h"
#include "core/target/local/slots.h"
#include "core/target/lowering_words.h"

namespace trimtab {
namespace {

std::optional<gid_t> stack_group(const LocalSettings& settings, const Lowering& lowering) {
  if (!settings.root) return {};
  if (settings.fixed) return settings.fixed->gid;
  const auto found = lowering.slots.find(gid_slot());
  if (found == lowering.slots.end()) return {};
  return static_cast<gid_t>(found->second);
}

}  // namespace

Scene::Scene(const LocalSettings& settings, const LocalLayout& layout, const Lowering& lowering)
    : settings_(settings),
      layout_(layout),
      lowering_(lowering),
      ownership_(settings.root, stack_group(settings, lowering)),
      resources_(lowering.resources) {}

Result<std::int64_t> Scene::slot(const std::string& key) const {
  const auto found = lowering_.slots.find(key);
  if (found != lowering_.slots.end()) return found->second;
  return fail(Errc::internal, "E0722", "no number was chosen for " + key);
}

Result<std::int64_t> Scene::port(const Resource& endpoint, std::int64_t replica) const {
  const bool numbered = endpoint.spec.contains("replicas");
  if (numbered && replica == 0) {
    return fail(Errc::invalid, "E0723", endpoint.id.text() + " has a port per replica and is used outside of one");
  }
  return slot(port_slot(endpoint.id.component(), endpoint.id.name(), numbered ? replica : 0));
}

std::string Scene::host(const Resource& endpoint) const {
  if (settings_.bind == "0.0.0.0" || endpoint.spec.value("bind", std::string("loopback")) == "all") return "127.0.0.1";
  return settings_.bind;
}

std::string Scene::bind_address(const Resource& endpoint) const {
  return endpoint.spec.value("bind", std::string("loopback")) == "all" ? "0.0.0.0" : settings_.bind;
}

Result<LocalAccount> Scene::account(std::string_view component) const {
  if (settings_.fixed) return *settings_.fixed;
  TRIMTAB_TRY(const std::int64_t uid, slot(uid_slot(component)));
  TRIMTAB_TRY(const std::int64_t gid, slot(gid_slot()));
  return LocalAccount{settings_.stack + "-" + std::string(component), static_cast<uid_t>(uid), static_cast<gid_t>(gid)};
}

Result<Value> Scene::account_value(std::string_view component, bool root) const {
  const std::string home = layout_.home(component).native();
  if (root) return Value{{"name", "root"}, {"uid", 0}, {"gid", 0}, {"home", home}};
  TRIMTAB_TRY(const LocalAccount account, account(component));
  Value value{{"name", account.name}, {"home", home}};
  if (settings_.root) {
    value["uid"] = account.uid;
    value["gid"] = account.gid;
  }
  return value;
}

Result<bool> Scene::wants_root(const Value& spec, const char* key) const {
  const std::string who = spec.value(key, std::string("service"));
  if (who == "service") return false;
  if (who != "root") return fail(Errc::invalid, "E0724", "\"" + who + "\" is neither service nor root");
  if (!settings_.root && std::string_view(key) == "user") {
    return fail(Errc::invalid, "E0724", "it runs as root, and trimtab does not", "run trimtab as root");
  }
  return settings_.root;
}

Result<std::int64_t> Scene::secret_version(const Resource& secret) {
  if (const auto known = secret_versions_.find(secret.id); known != secret_versions_.end()) return known->second;
  if (!under_way_.insert(secret.id).second) {
    return fail(Errc::invalid, "E0725", secret.id.text() + ": its templates need each other's values in a circle");
  }
  auto version = decided_version(secret, *this);
  under_way_.erase(secret.id);
  if (version) secret_versions_.emplace(secret.id, *version);
  return version;
}

Result<std::string> Scene::use_digest(const Resource& resource) {
  if (const auto known = use_digests_.find(resource.id); known != use_digests_.end()) return known->second;
  if (!under_way_.insert(resource.id).second) {
    return fail(Errc::invalid, "E0726", resource.id.text() + " uses itself through what it uses");
  }
  auto digest = fresh_digest(resource);
  under_way_.erase(resource.id);
  if (digest) use_digests_.emplace(resource.id, *digest);
  return digest;
}

Result<std::string> Scene::fresh_digest(const Resource& resource) {
  const std::string_view type = resource.id.type();
  if (type == "volume") return layout_.volume(resource.id.component(), resource.id.name()).native();
  if (type == "tree") return resource.spec.at("digest").get<std::string>();
  if (type == "slot") {
    TRIMTAB_TRY(const std::int64_t number, slot(slot_key(resource.id.component(), resource.id.name())));
    return std::to_string(number);
  }
  if (type == "secret") {
    TRIMTAB_TRY(const std::int64_t version, secret_version(resource));
    return "v" + std::to_string(version);
  }
  TRIMTAB_TRY(const std::vector<Object> objects, lower_resource(resource, *this));
  Value digests = Value::array();
  for (const Object& object : objects) digests.push_back(object.digest());
  return digest_of(digests);
}

}  // namespace trimtab
