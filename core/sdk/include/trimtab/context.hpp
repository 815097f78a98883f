#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <trimtab/diagnostic.hpp>
#include <trimtab/facts.hpp>
#include <trimtab/json.hpp>
#include <trimtab/reference.hpp>

namespace trimtab {
inline namespace sdk_v1 {

/// Where developer notes go (-v, standard error). Never shown to a user who did not ask.
using Notes = std::function<void(const std::string&)>;

/// What both pure methods know of one component. It looks at the request and is good for the call only.
class ComponentContext {
 public:
  ComponentContext(const Json& request, const Json& component, Notes notes)
      : request_(request), component_(component), spec_(member(component, "spec")), notes_(std::move(notes)) {}
  ComponentContext(const ComponentContext&) = delete;
  ComponentContext& operator=(const ComponentContext&) = delete;

  /// "local" or "kubernetes".
  [[nodiscard]] std::string target() const { return request_.value("target", ""); }
  [[nodiscard]] bool on_kubernetes() const { return target() == "kubernetes"; }
  [[nodiscard]] std::string component() const { return component_.value("name", ""); }
  /// The component's spec: checked, defaults filled in, paths absolute.
  [[nodiscard]] const View& spec() const { return spec_; }
  void note(const std::string& text) const { notes_(text); }

 protected:
  /// An absent member is an empty object.
  [[nodiscard]] static const Json& member(const Json& of, const char* name) {
    static const Json nothing = Json::object();
    const auto found = of.find(name);
    return found == of.end() ? nothing : *found;
  }
  const Json& request_;
  const Json& component_;
  View spec_;
  Notes notes_;
};

class AskContext : public ComponentContext {
 public:
  using ComponentContext::ComponentContext;
};

/// What a component that was claimed offers. In resource text use `text`, `path` and `secret_value`: they are
/// references, so what they stand for is ready before the resource that uses them.
class Claimed {
 public:
  Claimed(std::string property, Json json) : property_(std::move(property)), json_(std::move(json)) {}

  /// Name of the component that provides it.
  [[nodiscard]] std::string provider() const { return json_.value("provider", ""); }
  [[nodiscard]] std::string capability() const { return json_.value("capability", ""); }
  [[nodiscard]] bool has(const std::string& output) const { return find(output) != nullptr; }

  /// An output inside resource text: a host, a port, a name.
  [[nodiscard]] std::string text(const std::string& output) const { return reference(output, false); }
  /// The path of the file of an output of type secret, or an output of type path.
  [[nodiscard]] std::string path(const std::string& output) const { return reference(output, false); }
  /// The value of a secret output: only inside the template of a secret. Filters: url json ini base64 raw.
  [[nodiscard]] std::string secret_value(const std::string& output, const std::string& filter = "raw") const {
    std::string text = reference(output, true);
    return text.insert(text.size() - 1, "|" + filter);
  }
  /// What is known of an output at plan, for decisions and summaries; nothing when it is chosen later (a port) or never
  /// shown (a secret).
  [[nodiscard]] std::optional<Json> known(const std::string& output) const {
    const Json* found = find(output);
    if (found == nullptr) return std::nullopt;
    const auto value = found->find("value");
    if (value == found->end() || value->is_null()) return std::nullopt;
    return *value;
  }
  [[nodiscard]] std::string known_text(const std::string& output, const std::string& fallback = {}) const {
    const std::optional<Json> value = known(output);
    return value && value->is_string() ? value->get<std::string>() : fallback;
  }

 private:
  [[nodiscard]] const Json* find(const std::string& output) const {
    const auto outputs = json_.find("outputs");
    if (outputs == json_.end()) return nullptr;
    const auto found = outputs->find(output);
    return found == outputs->end() ? nullptr : &*found;
  }

  [[nodiscard]] std::string reference(const std::string& output, bool secret) const {
    const Json* found = find(output);
    if (found == nullptr || found->is_null()) throw_missing(output);
    if (secret && found->value("type", "") != "secret")
      throw Problem(Diagnostic::error("E0216", "output \"" + output + "\" of " + provider() + " is no secret"));
    return found->at("ref").get<std::string>();
  }
  [[noreturn]] void throw_missing(const std::string& output) const {
    std::string pointer = "/" + property_;
    for (char& c : pointer) c = c == '.' ? '/' : c;
    throw Problem(
        Diagnostic::error("E0215", provider() + " gives no \"" + output + "\" with " + capability()).at(pointer));
  }

  std::string property_;
  Json json_;
};

/// One claim of another component on this one, to be answered with outputs under its id.
class Claim {
 public:
  explicit Claim(const Json& json)
      : id_(json.value("id", "")),
        capability_(json.value("capability", "")),
        by_(json.value("by", "")),
        parameters_(json.value("parameters", Json::object())) {}

  /// "airflow/database": component and property.
  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const std::string& capability() const { return capability_; }
  /// The component that claims.
  [[nodiscard]] const std::string& by() const { return by_; }
  /// "database": the property path, joined by dots.
  [[nodiscard]] std::string property() const {
    const std::size_t slash = id_.find('/');
    return slash == std::string::npos ? std::string() : id_.substr(slash + 1);
  }
  /// What stands beside `from`, by the schema of the offer.
  [[nodiscard]] const View& parameters() const { return parameters_; }

 private:
  std::string id_, capability_, by_;
  View parameters_;
};

class ExpandContext : public ComponentContext {
 public:
  using ComponentContext::ComponentContext;

  [[nodiscard]] std::string stack() const { return request_.value("stack", ""); }
  /// Of the local target: root, uid, user, state, free, ports, cpus, memory.
  [[nodiscard]] View target_facts() const { return View(member(request_, "target_facts")); }

  [[nodiscard]] bool has_fact(const std::string& name) const { return member(component_, "facts").contains(name); }
  /// The answer as it came; an empty object when it was not asked for.
  [[nodiscard]] Json fact(const std::string& name) const {
    return member(component_, "facts").value(name, Json::object());
  }
  [[nodiscard]] ProgramFact program(const std::string& fact_name) const { return ProgramFact::from(fact(fact_name)); }
  [[nodiscard]] FileFact file(const std::string& fact_name) const { return FileFact::from(fact(fact_name)); }

  /// A default that an earlier plan chose and that stays; nothing at the first plan. Say it again with
  /// Expansion::choose.
  [[nodiscard]] std::optional<Json> chosen(const std::string& name) const {
    const Json& kept = member(component_, "chosen");
    const auto found = kept.find(name);
    return found == kept.end() ? std::nullopt : std::optional<Json>(*found);
  }
  [[nodiscard]] std::string chosen_text(const std::string& name, const std::string& fallback) const {
    const std::optional<Json> kept = chosen(name);
    return kept && kept->is_string() ? kept->get<std::string>() : fallback;
  }

  /// Whether the user filled in the claim property, "database" or "workers.volume".
  [[nodiscard]] bool claims(const std::string& property) const {
    return member(component_, "claimed").contains(property);
  }
  [[nodiscard]] Claimed claimed(const std::string& property) const {
    const Json& all = member(component_, "claimed");
    const auto found = all.find(property);
    if (found == all.end()) throw std::out_of_range("no claim at \"" + property + "\"");
    return Claimed(property, *found);
  }

  /// The claims of other components on this one, in the order of their ids.
  [[nodiscard]] std::vector<Claim> claims_on_it() const {
    std::vector<Claim> list;
    for (const Json& claim : member(component_, "claims")) list.emplace_back(claim);
    return list;
  }
  /// The slot numbers the engine keeps for this component, where it knows them already.
  [[nodiscard]] View slots() const { return View(member(component_, "slots")); }
};

}  // namespace sdk_v1
}  // namespace trimtab
