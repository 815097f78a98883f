#include "core/compile/facts.h"

#include <map>

namespace trimtab {

Result<std::vector<FactRequest>> ask(const KnownStack& known, Plugins& plugins, Voices& voices) {
  std::map<std::string, AskRequest> batches;
  for (std::size_t i = 0; i < known.kinds.size(); ++i) {
    AskRequest& request = batches[known.kinds[i]->plugin];
    request.target = known.stack.target.kind;
    const Component& component = known.stack.components[i];
    request.components.push_back({component.name, known.kinds[i]->name, component.spec});
  }
  std::vector<FactRequest> wanted;
  for (const auto& [plugin, request] : batches) {
    auto reply = plugins.ask(plugin, request);
    if (!reply) {
      voices.add(within("ask plugin " + plugin, std::move(reply).error()));
      continue;
    }
    for (AskedComponent& component : reply->components) {
      voices.hear(std::move(component.diagnostics));
      std::move(component.facts.begin(), component.facts.end(), std::back_inserter(wanted));
    }
  }
  return wanted;
}

Result<Value> observe_facts(const std::vector<FactRequest>& requests, Target& target) {
  TRIMTAB_TRY(Value of_target, target.observe_target());
  TRIMTAB_TRY(Value facts, target.observe_facts(requests));
  if (!facts.is_object()) facts = Value::object();
  facts["@target"] = std::move(of_target);
  return facts;
}

}  // namespace trimtab
