#include "core/target/local/driver/secret_making.h"

#include <set>

#include "core/support/digest.h"
#include "core/target/filter.h"
#include "core/target/generated_value.h"
#include "core/target/local/secret_notes.h"

namespace trimtab {
namespace {

constexpr std::uint64_t value_limit = std::uint64_t{1} << 20;

class Making {
 public:
  Making(const LocalSite& site, const Object& desired, const Object* before)
      : site_(site), desired_(desired), before_(before), keys_(desired.desired.at("keys")) {}

  Result<SecretValues> all() {
    for (const auto& [key, source] : keys_.items()) {
      TRIMTAB_TRY([[maybe_unused]] const std::string value, value_of(key));
    }
    return std::move(values_);
  }

 private:
  Result<std::string> value_of(const std::string& key) {
    if (const auto made = values_.by_key.find(key); made != values_.by_key.end()) return made->second;
    if (!keys_.contains(key)) return fail(Errc::invalid, "E0745", "the secret has no key " + key);
    if (!under_way_.insert(key).second)
      return fail(Errc::invalid, "E0725", "its templates need each other in a circle");
    const Value& source = keys_.at(key);
    auto value = source.contains("template")    ? from_template(source.at("template"))
                 : source.contains("generated") ? generated(key, source)
                                                : from_outside(key, source);
    if (!value) return std::unexpected(within("key " + key, std::move(value).error()));
    values_.by_key[key] = *value;
    return value;
  }

  Result<std::string> from_template(const Value& parts) {
    std::string text;
    for (const Value& part : parts) {
      if (part.is_string()) {
        text += part.get<std::string>();
        continue;
      }
      TRIMTAB_TRY(const std::string input,
                  part.contains("own") ? value_of(part.at("own").get<std::string>())
                                       : site_.seams.disk.read(part.at("file").get<std::string>(), value_limit));
      TRIMTAB_TRY(const std::string fit, filtered(input, part.at("filter").get<std::string>()));
      text += fit;
    }
    return text;
  }

  Result<std::string> generated(const std::string& key, const Value& source) {
    const Value earlier = before_ != nullptr ? before_->desired.value("keys", Value::object()) : Value::object();
    if (earlier.value(key, Value()) == source) {
      const auto version = before_->desired.at("version").get<std::int64_t>();
      const Path file = site_.layout.secret_version(desired_.id.component(), desired_.id.name(), version) / key;
      TRIMTAB_TRY(const auto found, site_.seams.disk.status(file));
      if (found) return site_.seams.disk.read(file, value_limit);
    }
    return generated_value(source.at("generated"), site_.seams.random);
  }

  Result<std::string> from_outside(const std::string& key, const Value& source) {
    TRIMTAB_TRY(const std::string keyed_by, stack_key(site_));
    TRIMTAB_TRY(const std::string value, outside_value(site_, source));
    values_.outside[key] = {{"source", source}, {"keyed", hmac_sha256(keyed_by, value)}};
    return value;
  }

  const LocalSite& site_;
  const Object& desired_;
  const Object* before_;
  const Value& keys_;
  SecretValues values_;
  std::set<std::string> under_way_;
};

}  // namespace

Result<SecretValues> secret_values(const LocalSite& site, const Object& desired, const Object* before) {
  return Making(site, desired, before).all();
}

}  // namespace trimtab
