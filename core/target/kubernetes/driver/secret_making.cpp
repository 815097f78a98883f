#include "core/target/kubernetes/driver/secret_making.h"

#include <optional>
#include <set>

#include "core/support/base64.h"
#include "core/target/filter.h"
#include "core/target/generated_value.h"

namespace trimtab {
namespace {

constexpr std::uint64_t value_limit = std::uint64_t{1} << 20;

class Making {
 public:
  Making(const KubernetesSite& site, const Object& desired, const Object* before)
      : site_(site), desired_(desired), before_(before), keys_(desired.desired.at("keys")) {}

  Result<std::map<std::string, std::string>> all() {
    for (const auto& [key, source] : keys_.items()) {
      TRIMTAB_TRY([[maybe_unused]] const std::string value, value_of(key));
    }
    return std::move(values_);
  }

 private:
  Result<std::string> value_of(const std::string& key) {
    if (const auto made = values_.find(key); made != values_.end()) return made->second;
    if (!keys_.contains(key)) return fail(Errc::invalid, "E0745", "the secret has no key " + key);
    if (!under_way_.insert(key).second)
      return fail(Errc::invalid, "E0725", "its templates need each other in a circle");
    auto value = made_from(key, keys_.at(key));
    if (!value) return std::unexpected(within("key " + key, std::move(value).error()));
    values_[key] = *value;
    return value;
  }

  Result<std::string> made_from(const std::string& key, const Value& source) {
    if (source.contains("template")) return from_template(source.at("template"));
    if (source.contains("generated")) return generated(key, source);
    if (source.contains("secretKeyRef")) {
      const Value& other = source.at("secretKeyRef");
      return from_cluster(other.at("name").get<std::string>(), other.at("key").get<std::string>());
    }
    if (source.contains("file")) return site_.seams.disk.read(source.at("file").get<std::string>(), value_limit);
    const auto variable = site_.environment.find(source.at("env").get<std::string>());
    if (variable != site_.environment.end() && !variable->second.empty()) return variable->second;
    return fail(Errc::invalid, "E0744", "the variable " + source.at("env").get<std::string>() + " is not set");
  }

  Result<std::string> from_template(const Value& parts) {
    std::string text;
    for (const Value& part : parts) {
      if (part.is_string()) {
        text += part.get<std::string>();
        continue;
      }
      TRIMTAB_TRY(const std::string input, part.contains("own") ? value_of(part.at("own").get<std::string>())
                                                                : from_cluster(part.at("secret").get<std::string>(),
                                                                               part.at("key").get<std::string>()));
      TRIMTAB_TRY(const std::string fit, filtered(input, part.at("filter").get<std::string>()));
      text += fit;
    }
    return text;
  }

  Result<std::string> generated(const std::string& key, const Value& source) {
    const Value earlier = before_ != nullptr ? before_->desired.value("keys", Value::object()) : Value::object();
    if (earlier.value(key, Value()) == source) {
      TRIMTAB_TRY(const auto kept, in_cluster(before_->desired.at("name").get<std::string>(), key));
      if (kept) return *kept;
    }
    return generated_value(source.at("generated"), site_.seams.random);
  }

  Result<std::optional<std::string>> in_cluster(const std::string& name, const std::string& key) {
    TRIMTAB_TRY(const auto secret, site_.client.get({"v1", "Secret", site_.settings.name_space, name}));
    if (!secret) return std::nullopt;
    const Value data = secret->value("data", Value::object());
    if (!data.contains(key)) return std::nullopt;
    auto value = base64_decoded(data.at(key).get_ref<const std::string&>());
    if (!value) return fail(Errc::failed, "E0809", "the key " + key + " of Secret " + name + " is not base64");
    return value;
  }

  Result<std::string> from_cluster(const std::string& name, const std::string& key) {
    TRIMTAB_TRY(const auto value, in_cluster(name, key));
    if (value) return *value;
    return fail(Errc::failed, "E0827", "there is no Secret " + name + " with the key " + key);
  }

  const KubernetesSite& site_;
  const Object& desired_;
  const Object* before_;
  const Value& keys_;
  std::map<std::string, std::string> values_;
  std::set<std::string> under_way_;
};

}  // namespace

Result<std::map<std::string, std::string>> secret_values(const KubernetesSite& site, const Object& desired,
                                                         const Object* before) {
  return Making(site, desired, before).all();
}

}  // namespace trimtab
