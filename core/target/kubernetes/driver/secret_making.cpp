#include "core/target/kubernetes/driver/secret_making.h"

#include <optional>

#include "core/support/base64.h"
#include "core/target/secret_values.h"

namespace trimtab {
namespace {

constexpr std::uint64_t value_limit = std::uint64_t{1} << 20;

Result<std::optional<std::string>> in_cluster(const KubernetesSite& site, const std::string& name,
                                              const std::string& key) {
  TRIMTAB_TRY(const auto secret, site.client.get({"v1", "Secret", site.settings.name_space, name}));
  if (!secret) return std::nullopt;
  const Value data = secret->value("data", Value::object());
  if (!data.contains(key)) return std::nullopt;
  auto value = base64_decoded(data.at(key).get_ref<const std::string&>());
  if (!value) return fail(Errc::failed, "E0809", "the key " + key + " of Secret " + name + " is not base64");
  return value;
}

Result<std::string> from_cluster(const KubernetesSite& site, const std::string& name, const std::string& key) {
  TRIMTAB_TRY(const auto value, in_cluster(site, name, key));
  if (value) return *value;
  return fail(Errc::failed, "E0827", "there is no Secret " + name + " with the key " + key);
}

Result<std::string> from_outside(const KubernetesSite& site, const Value& source) {
  if (source.contains("secretKeyRef")) {
    const Value& other = source.at("secretKeyRef");
    return from_cluster(site, other.at("name").get<std::string>(), other.at("key").get<std::string>());
  }
  if (source.contains("file")) return site.seams.disk.read(source.at("file").get<std::string>(), value_limit);
  const auto variable = site.environment.find(source.at("env").get<std::string>());
  if (variable != site.environment.end() && !variable->second.empty()) return variable->second;
  return fail(Errc::invalid, "E0744", "the variable " + source.at("env").get<std::string>() + " is not set");
}

}  // namespace

Result<std::map<std::string, std::string>> secret_values(const KubernetesSite& site, const Object& desired,
                                                         const Object* before) {
  SecretSources cluster;
  cluster.other = [&](const Value& part) {
    return from_cluster(site, part.at("secret").get<std::string>(), part.at("key").get<std::string>());
  };
  cluster.earlier = [&](const Object& earlier, const std::string& key) {
    return in_cluster(site, earlier.desired.at("name").get<std::string>(), key);
  };
  cluster.outside = [&](const std::string&, const Value& source) { return from_outside(site, source); };
  return secret_values(desired, before, cluster, site.seams.random);
}

}  // namespace trimtab
