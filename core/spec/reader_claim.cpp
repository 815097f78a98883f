#include <fmt/format.h>

#include "core/spec/codes.h"
#include "core/spec/reader.h"
#include "core/support/article.h"

namespace trimtab {

/// A claim is the name of a component, or a map with `from` and parameters by the schema of who offers it.
std::optional<Value> Reader::read_claim(NodeIndex node, const Shape& shape) {
  if (document_.kind(node) == NodeKind::scalar) {
    const std::string_view name = document_.text(node);
    if (name.contains("${")) {
      return find(node, code::reference, fmt::format("{} is the name of a component, not a text", place()),
                  "write the name alone");
    }
    if (provider(node, name, shape.claim) == nullptr) return std::nullopt;
    return Value(std::string(name));
  }
  if (document_.kind(node) != NodeKind::map) return wrong_type(node, type::string | type::object);
  // Another form of the same property: its keys are the schema's own.
  if (!shape.properties.empty() && document_.find(node, "from") == no_node) return read_any(node, shape);
  return read_claim_map(node, shape);
}

std::optional<Value> Reader::read_claim_map(NodeIndex node, const Shape& shape) {
  const NodeIndex from = document_.find(node, "from");
  if (from == no_node || document_.kind(from) != NodeKind::scalar) {
    return find_at(from == no_node ? document_.key_at(node) : document_.at(from), code::claim_parameter,
                   fmt::format("{} does not say which component it claims", place()), "it needs \"from: COMPONENT\"",
                   {}, {reading_.neighbours.offer_text(shape.claim)});
  }
  const Kind* kind = provider(from, document_.text(from), shape.claim);
  if (kind == nullptr) return std::nullopt;
  const Capability* capability = kind->offer(shape.claim);
  auto compiled = reading_.kinds.claim_of(*kind, *capability);
  if (!compiled) {
    reading_.findings.add(std::move(compiled).error());
    return std::nullopt;
  }
  const bool outer = no_outputs_;
  const std::string plugin = std::exchange(plugin_, kind->plugin);
  no_outputs_ = true;
  auto value = read_any(node, (*compiled)->shape());
  no_outputs_ = outer;
  plugin_ = plugin;
  return value;
}

const Kind* Reader::provider(NodeIndex at, std::string_view name, const std::string& capability) {
  const Neighbours::Component* component = reading_.neighbours.find(name);
  const std::string claimer = fmt::format("{} claims {}", place(), with_article(capability));
  if (component == nullptr) {
    find(at, code::unknown_component, fmt::format("{} from \"{}\", which the stack does not have", claimer, name),
         reading_.neighbours.suggestion(name), {}, {reading_.neighbours.offer_text(capability)});
    return nullptr;
  }
  if (component->kind == nullptr) {
    wrong_.push_back(pointer());
    return nullptr;
  }
  if (name == owner_) {
    find(at, code::not_offered, fmt::format("{} from itself", claimer));
    return nullptr;
  }
  if (component->kind->offer(capability) == nullptr) {
    find(at, code::not_offered,
         fmt::format("{} from \"{}\" ({}), which offers none", claimer, name, component->kind->name), {}, {},
         {reading_.neighbours.offer_text(capability)});
    return nullptr;
  }
  return component->kind;
}

std::optional<Value> Reader::read_secret(NodeIndex node, const Shape& shape) {
  if (document_.kind(node) == NodeKind::scalar) {
    // The position is taken first: afterwards no message shows what stands there.
    const Position at = document_.at(node);
    reading_.findings.hide(at);
    const std::string_view key = document_.key(node).empty() ? "it" : document_.key(node);
    return find_at(at, code::secret, fmt::format("{} is a secret: its value cannot stand in a spec", place()),
                   "say where it comes from",
                   fmt::format("write \"{}: {{generated: {{length: 32}}}}\", or one of the other forms", key),
                   {"{generated: {length: 32}} is made here once and kept", "{file: PATH} is read where trimtab runs",
                    "{env: NAME} is read where trimtab runs",
                    "{secretKeyRef: {name: NAME, key: KEY}} is a Secret of the cluster"});
  }
  if (document_.kind(node) != NodeKind::map) return wrong_type(node, type::object);
  const std::size_t before = wrong_.size();
  auto value = read_any(node, shape);
  if (!value || wrong_.size() != before) return value;
  if (value->size() != 1) {
    return find_at(document_.key_at(node), code::secret,
                   fmt::format("{} has {} sources, a secret has one", place(), value->size()),
                   "generated, file, env or secretKeyRef");
  }
  if (value->contains("secretKeyRef") && reading_.target == "local") {
    return find_at(document_.key_at(document_.first(node)), code::secret,
                   fmt::format("{}: a secretKeyRef exists on kubernetes only", place()),
                   "generated, file or env on this target");
  }
  return value;
}

}  // namespace trimtab
