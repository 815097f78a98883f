#include "core/target/secret_values.h"

#include <set>

#include "core/target/filter.h"
#include "core/target/generated_value.h"

namespace trimtab {
namespace {

class Making {
 public:
  Making(const Object& desired, const Object* before, const SecretSources& sources, Random& random)
      : before_(before), keys_(desired.desired.at("keys")), sources_(sources), random_(random) {}

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
    const Value& source = keys_.at(key);
    auto value = source.contains("template")    ? from_template(source.at("template"))
                 : source.contains("generated") ? generated(key, source)
                                                : sources_.outside(key, source);
    if (!value) return std::unexpected(within("key " + key, std::move(value).error()));
    values_[key] = *value;
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
                  part.contains("own") ? value_of(part.at("own").get<std::string>()) : sources_.other(part));
      TRIMTAB_TRY(const std::string fit, filtered(input, part.at("filter").get<std::string>()));
      text += fit;
    }
    return text;
  }

  Result<std::string> generated(const std::string& key, const Value& source) {
    const Value earlier = before_ != nullptr ? before_->desired.value("keys", Value::object()) : Value::object();
    if (earlier.value(key, Value()) == source) {
      TRIMTAB_TRY(const auto kept, sources_.earlier(*before_, key));
      if (kept) return *kept;
    }
    return generated_value(source.at("generated"), random_);
  }

  const Object* before_;
  const Value& keys_;
  const SecretSources& sources_;
  Random& random_;
  std::map<std::string, std::string> values_;
  std::set<std::string> under_way_;
};

}  // namespace

Result<std::map<std::string, std::string>> secret_values(const Object& desired, const Object* before,
                                                         const SecretSources& sources, Random& random) {
  return Making(desired, before, sources, random).all();
}

}  // namespace trimtab
