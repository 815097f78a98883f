#include "core/target/kubernetes/driver/secret_making.h"

#include <optional>

#include "core/support/base64.h"
#include "core/target/secret_values.h"

namespace trimtab {
namespace {

constexpr std::uint64_t value_limit = std::uint64_t{1} << 20;

Result<std::optional<std::string>> in_cluster(const KubernetesSite& site, const std::string& name_space,
                                              const std::string& name, const std::string& key) {
  TRIMTAB_TRY(const auto secret, site.client.get({"v1", "Secret", name_space, name}));
  if (!secret) return std::nullopt;
  const Value data = secret->value("data", Value::object());
  if (!data.contains(key)) return std::nullopt;
  auto value = base64_decoded(data.at(key).get_ref<const std::string&>());
  if (!value) return fail(Errc::failed, "E0809", "the key " + key + " of Secret " + name + " is not base64");
  return value;
}

Result<std::string> from_cluster(const KubernetesSite& site, const std::string& name_space, const std::string& name,
                                 const std::string& key) {
  TRIMTAB_TRY(const auto value, in_cluster(site, name_space, name, key));
  if (value) return *value;
  return fail(Errc::failed, "E0827", "there is no Secret " + name + " in " + name_space + " with the key " + key);
}

Result<std::string> from_outside(const KubernetesSite& site, const std::string& name_space, const Value& source) {
  if (source.contains("secretKeyRef")) {
    const Value& other = source.at("secretKeyRef");
    return from_cluster(site, name_space, other.at("name").get<std::string>(), other.at("key").get<std::string>());
  }
  if (source.contains("file")) return site.seams.disk.read(source.at("file").get<std::string>(), value_limit);
  const auto variable = site.environment.find(source.at("env").get<std::string>());
  if (variable != site.environment.end() && !variable->second.empty()) return variable->second;
  return fail(Errc::invalid, "E0744", "the variable " + source.at("env").get<std::string>() + " is not set");
}

/// All values of one version, by key. Generated values of `before` whose definition is the same are taken over.
Result<std::map<std::string, std::string>> values_of(const KubernetesSite& site, const Object& desired,
                                                     const Object* before) {
  SecretSources cluster;
  const std::string here = desired.desired.at("namespace").get<std::string>();
  cluster.other = [&](const Value& part) {
    return from_cluster(site, part.value("namespace", here), part.at("secret").get<std::string>(),
                        part.at("key").get<std::string>());
  };
  cluster.earlier = [&](const Object& earlier, const std::string& key) {
    return in_cluster(site, here, earlier.desired.at("name").get<std::string>(), key);
  };
  cluster.outside = [&](const std::string&, const Value& source) { return from_outside(site, here, source); };
  return secret_values(desired, before, cluster, site.seams.random);
}

/// Of a Secret that somebody made: as it is there, type and all.
Result<Value> copied_content(const KubernetesSite& site, const Value& source) {
  const KubeKey key{"v1", "Secret", source.at("namespace").get<std::string>(), source.at("name").get<std::string>()};
  TRIMTAB_TRY(const auto secret, site.client.get(key));
  if (!secret) return fail(Errc::failed, "E0827", "there is no " + key.text() + " that could be copied");
  return Value{{"type", secret->value("type", std::string("Opaque"))},
               {"data", secret->value("data", Value::object())}};
}

}  // namespace

Result<Value> secret_content(const KubernetesSite& site, const Object& desired, const Object* before) {
  if (desired.desired.contains("copy_of")) return copied_content(site, desired.desired.at("copy_of"));
  TRIMTAB_TRY(const auto values, values_of(site, desired, before));
  Value data = Value::object();
  for (const auto& [key, value] : values) data[key] = base64(value);
  return Value{{"type", "Opaque"}, {"data", std::move(data)}};
}

}  // namespace trimtab
