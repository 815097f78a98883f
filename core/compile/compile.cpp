#include "core/compile/compile.h"

#include <fmt/format.h>

#include "core/compile/claims.h"
#include "core/compile/edges.h"
#include "core/compile/expansion.h"
#include "core/compile/facts.h"
#include "core/compile/object_patches.h"
#include "core/compile/order.h"
#include "core/compile/slots.h"
#include "core/compile/voices.h"
#include "core/support/digest.h"
#include "core/support/failpoint.h"

namespace trimtab {
namespace {

using namespace std::string_literals;

Diagnostic taken(const TakenSlot& slot, const std::string& who, const Places* places) {
  const auto slash = slot.request->key.find('/');
  Diagnostic diagnostic;
  diagnostic.code = slot.fixed ? "E0418" : "W0418";
  diagnostic.severity = slot.fixed ? Severity::error : Severity::warning;
  diagnostic.what =
      fmt::format("{} {}, wanted by {}, is taken", slot.request->pool, slot.request->prefer, slot.request->key);
  if (places != nullptr) diagnostic.at = places->component(slot.request->key.substr(0, slash), slot.request->from);
  if (slot.by_us) {
    diagnostic.why.push_back("another component of this stack has it");
  } else {
    diagnostic.why.push_back((who.empty() ? "someone else has it"s : who + " has it") + "; it is not ours and stays");
  }
  if (slot.fixed) {
    diagnostic.label = "fixed here";
    diagnostic.next = "remove the number and trimtab keeps a free one, or free it";
  } else {
    diagnostic.why.push_back(fmt::format("{} gets {} and keeps it", slot.request->key, slot.chosen));
  }
  return diagnostic;
}

Diagnostic exhausted(const SlotRequest& request, const Places* places) {
  Diagnostic diagnostic;
  diagnostic.code = "E0420";
  diagnostic.what = fmt::format("no {} is left for {}: all of {} to {} are taken", request.pool, request.key,
                                request.first, request.last);
  if (places != nullptr) diagnostic.at = places->component(request.key.substr(0, request.key.find('/')), request.from);
  return diagnostic;
}

/// Who holds a port, as the target sees it. Only asked when a message needs it.
std::string owner_of(const TakenSlot& slot, Target& target, bool may_look) {
  if (slot.by_us || !may_look || slot.request->pool != "port") return {};
  const FactRequest request{"@slots", "owner", "port", {{"port", slot.request->prefer}}};
  const auto facts = target.observe_facts({&request, 1});
  if (!facts || !facts->is_object()) return {};
  return facts->value("@slots", Value::object()).value("owner", Value::object()).value("owner", std::string());
}

Result<std::map<std::string, std::int64_t>> slots_for(std::span<const Resource> resources, const CompileInput& input,
                                                      const Value& facts, Target& target, Voices& voices) {
  const std::vector<SlotRequest> requests = target.slots(resources);
  const Value no_target = Value::object();
  const auto found = facts.find("@target");
  const Value& of_target = found == facts.end() ? no_target : *found;
  ChosenSlots chosen = choose_slots(requests, input.record.slots, [&](const std::string& pool, std::int64_t number) {
    return target.is_taken(of_target, pool, number);
  });
  const Places* places = input.stack.places.get();
  std::vector<ComponentDiagnostic> said;
  for (const TakenSlot& slot : chosen.taken) {
    said.push_back({{}, {}, taken(slot, owner_of(slot, target, !input.facts.has_value()), places)});
  }
  for (const SlotRequest* request : chosen.exhausted) said.push_back({{}, {}, exhausted(*request, places)});
  voices.hear(std::move(said));
  return std::move(chosen.numbers);
}

/// What stands beside kind and spec of each component, and what the revision remembers of it.
void describe(const KnownStack& known, const Plugins& plugins, Desired& desired) {
  const Stack& stack = known.stack;
  desired.stack = stack.name;
  desired.target = stack.target.kind;
  desired.target_settings = stack.target.settings;
  desired.places = stack.places;
  for (std::size_t i = 0; i < stack.components.size(); ++i) {
    const Component& component = stack.components[i];
    const std::string& plugin = known.kinds[i]->plugin;
    Heading heading{component.name, component.kind, plugin, std::nullopt};
    if (stack.places) heading.at = stack.places->component(component.name, "", true);
    desired.headings.push_back(std::move(heading));
    desired.plugins.emplace(plugin, plugins.version(plugin));
    if (component.on_failure == OnFailure::hold) desired.terms.on_failure[component.name] = "hold";
    if (component.timeout) {
      const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*component.timeout);
      desired.terms.budgets[component.name] = seconds.count();
    }
  }
}

/// Of what the user wants, whatever the formatting: kinds, specs and what stands beside them.
std::string digest_of_spec(const Stack& stack) {
  std::string text = stack.name + '\n' + stack.target.kind + '\n' + canonical_json(stack.target.settings) + '\n';
  for (const Component& component : stack.components) {
    Value patches = Value::array();
    for (const Patch& patch : component.patches) {
      Value one{{"at", patch.at}};
      one[patch.json.is_null() ? "merge" : "json"] = patch.json.is_null() ? patch.merge : patch.json;
      patches.push_back(std::move(one));
    }
    const Value beside = {{"needs", component.needs},
                          {"protect", component.protect},
                          {"hold", component.on_failure == OnFailure::hold},
                          {"patches", std::move(patches)}};
    text += component.name + ' ' + component.kind + ' ' + canonical_json(component.spec) + ' ' +
            canonical_json(beside) + '\n';
  }
  return sha256(text);
}

void protect(const Stack& stack, std::vector<Object>& objects) {
  std::map<std::string_view, bool> marked;
  for (const Component& component : stack.components) {
    if (component.protect) marked.emplace(component.name, true);
  }
  if (marked.empty()) return;
  for (Object& object : objects) object.protect = object.protect || marked.contains(object.id.component());
}

Status lower(std::vector<Resource> resources, const CompileInput& input, Target& target, Desired& desired) {
  auto objects = target.lower({input.stack.name, resources, desired.slots, input.record, desired.facts});
  if (!objects) return std::unexpected(std::move(objects).error());
  resources = {};
  TRIMTAB_CHECK(apply_object_patches(input.stack, *objects));
  protect(input.stack, *objects);
  TRIMTAB_TRY(desired.objects, ordered(std::move(*objects), input.stack.places.get()));
  return {};
}

std::map<std::string, std::string> plugins_of(const KnownStack& known) {
  std::map<std::string, std::string> list;
  for (std::size_t i = 0; i < known.kinds.size(); ++i) list[known.stack.components[i].name] = known.kinds[i]->plugin;
  return list;
}

Result<Value> facts_for(const KnownStack& known, CompileInput& input, Plugins& plugins, Target& target,
                        Voices& voices) {
  TRIMTAB_TRY(const std::vector<FactRequest> wanted, ask(known, plugins, voices));
  if (voices.failed()) return Value::object();
  if (input.facts) return *input.facts;
  target.belongs_to(input.record.uid);
  return observe_facts(wanted, target);
}

}  // namespace

Result<Desired> compile(CompileInput input, Plugins& plugins, KindSchemas& schemas, Target& target) {
  TRIMTAB_FAILPOINT("spec.check");
  TRIMTAB_TRY(const KnownStack known, KnownStack::of(input.stack, schemas));
  TRIMTAB_TRY(const std::vector<Claim> claims, claims_of(known, schemas));
  TRIMTAB_TRY(const ComponentGraph components, component_graph(input.stack, claims));
  Voices voices(input.stack);
  Desired desired;
  TRIMTAB_TRY(desired.facts, facts_for(known, input, plugins, target, voices));
  if (voices.failed()) return std::unexpected(std::move(voices).verdict().error());
  TRIMTAB_TRY(Expansion expansion,
              expand({known, claims, components, desired.facts, input.record}, plugins, schemas, voices));
  if (!voices.failed()) {
    std::vector<Diagnostic> wrong;
    draw_edges(input.stack, plugins_of(known), expansion.resources, wrong);
    for (Diagnostic& diagnostic : wrong) voices.add(std::move(diagnostic));
  }
  if (!voices.failed()) {
    TRIMTAB_TRY(desired.slots, slots_for(expansion.resources, input, desired.facts, target, voices));
  }
  desired.diagnostics = voices.take_notes();
  TRIMTAB_CHECK(std::move(voices).verdict());
  describe(known, plugins, desired);
  desired.spec_digest = digest_of_spec(input.stack);
  desired.chosen = std::move(expansion.chosen);
  TRIMTAB_CHECK(lower(std::move(expansion.resources), input, target, desired));
  for (Component& component : input.stack.components) desired.spec[component.name] = std::move(component.spec);
  return desired;
}

Result<ComponentGraph> check_components(const Stack& stack, KindSchemas& schemas) {
  TRIMTAB_TRY(const KnownStack known, KnownStack::of(stack, schemas));
  TRIMTAB_TRY(const std::vector<Claim> claims, claims_of(known, schemas));
  return component_graph(stack, claims);
}

}  // namespace trimtab
