#include "core/compile/expansion.h"

#include <fmt/format.h>

#include <latch>
#include <map>
#include <unordered_map>

#include "core/compile/outputs.h"
#include "core/compile/patches.h"
#include "core/support/thread_pool.h"

namespace trimtab {
namespace {

/// A message of more components than this leaves the processor's caches before it is read.
constexpr std::size_t most_in_batch = 500;

struct Batch {
  ExpandRequest request;
  Result<ExpandReply> reply = ExpandReply{};
};

/// What one plugin is asked in one wave.
using Batches = std::map<std::string, std::vector<Batch>>;

const Value& member(const Value& value, const std::string& key) {
  static const Value nothing = Value::object();
  if (!value.is_object()) return nothing;
  const auto found = value.find(key);
  return found != value.end() && found->is_object() ? *found : nothing;
}

class Expanding {
 public:
  Expanding(const ExpansionInput& input, Plugins& plugins, KindSchemas& schemas, Voices& voices)
      : input_(input), plugins_(plugins), schemas_(schemas), voices_(voices) {
    for (const Claim& claim : input.claims) {
      claims_on_[claim.provider].push_back(&claim);
      claims_by_[claim.consumer].push_back(&claim);
    }
    for (const Component& component : input.known.stack.components) components_.emplace(component.name, &component);
  }

  Result<Expansion> run() {
    for (const auto& wave : input_.components.waves) {
      Batches batches = requests(wave);
      if (voices_.failed()) break;
      call(batches);
      for (auto& [plugin, list] : batches) {
        for (Batch& batch : list) take(plugin, batch);
      }
      if (voices_.failed()) break;
    }
    return std::move(made_);
  }

 private:
  Batches requests(const std::vector<GraphNode>& wave) {
    Batches batches;
    for (const GraphNode node : wave) {
      std::vector<Batch>& list = batches[input_.known.kinds[node]->plugin];
      if (list.empty() || list.back().request.components.size() == most_in_batch) {
        ExpandRequest& request = list.emplace_back().request;
        request.target = input_.known.stack.target.kind;
        request.stack = input_.known.stack.name;
        request.target_facts = member(input_.facts, "@target");
      }
      add(node, list.back().request);
    }
    return batches;
  }

  void add(GraphNode node, ExpandRequest& request) {
    const Component& component = input_.known.stack.components[node];
    const Kind& kind = *input_.known.kinds[node];
    ExpandComponent entry;
    entry.name = component.name;
    entry.kind = kind.name;
    const auto schema = schemas_.spec_of(kind);
    if (!schema) return voices_.add(schema.error());
    auto spec = spec_for_plugin(component, **schema, offers_, input_.known.stack.places.get());
    if (!spec) return voices_.add(std::move(spec).error());
    entry.spec = std::move(*spec);
    entry.facts = member(input_.facts, component.name);
    entry.slots = slots_of(component.name);
    entry.chosen = member(input_.record.chosen, component.name);
    for (const Claim* claim : claims_by_[component.name]) {
      entry.claimed[claim->path] = {claim->provider, claim->capability, offers_.for_consumer(claim->id(), claim->path)};
    }
    for (const Claim* claim : claims_on_[component.name]) {
      entry.claims.push_back({claim->id(), claim->capability, claim->consumer, claim->parameters});
    }
    request.components.push_back(std::move(entry));
  }

  /// Numbers that the record keeps for the component, by slot.
  [[nodiscard]] Value slots_of(const std::string& component) const {
    Value slots = Value::object();
    const std::string prefix = component + "/";
    for (auto slot = input_.record.slots.lower_bound(prefix);
         slot != input_.record.slots.end() && slot->first.starts_with(prefix); ++slot) {
      slots[slot->first.substr(prefix.size())] = slot->second;
    }
    return slots;
  }

  /// Plugins side by side, the batches of one after each other.
  void call(Batches& batches) {
    const auto one = [this](const std::string& plugin, std::vector<Batch>& list) {
      for (Batch& batch : list) batch.reply = plugins_.expand(plugin, batch.request);
    };
    if (batches.size() == 1) return one(batches.begin()->first, batches.begin()->second);
    if (!pool_) pool_.emplace(4);
    std::latch open(static_cast<std::ptrdiff_t>(batches.size()));
    for (auto& [plugin, list] : batches) {
      pool_->post([&] {
        one(plugin, list);
        open.count_down();
      });
    }
    open.wait();
  }

  void take(const std::string& plugin, Batch& batch) {
    batch.request = {};
    if (!batch.reply) return voices_.add(within("expand by plugin " + plugin, std::move(batch.reply).error()));
    for (ExpandedComponent& expanded : batch.reply->components) {
      voices_.hear(std::move(expanded.diagnostics));
      if (!expanded.chosen.empty()) made_.chosen[expanded.name] = std::move(expanded.chosen);
      finish(expanded);
      check_answers(expanded, plugin);
      offers_.add(expanded.name, std::move(expanded.outputs), std::move(expanded.claims));
    }
    batch.reply = ExpandReply{};
  }

  void finish(ExpandedComponent& expanded) {
    const Component& component = *components_.at(expanded.name);
    std::vector<Diagnostic> wrong;
    if (!component.patches.empty()) apply_patches(input_.known.stack, component, expanded.resources, wrong);
    for (Diagnostic& diagnostic : wrong) voices_.add(std::move(diagnostic));
    for (Resource& resource : expanded.resources) {
      if (auto resolved = resolve_outputs(resource, offers_); !resolved) voices_.add(std::move(resolved).error());
      made_.resources.push_back(std::move(resource));
    }
  }

  /// A provider must answer every claim on it.
  void check_answers(const ExpandedComponent& expanded, const std::string& plugin) {
    for (const Claim* claim : claims_on_[expanded.name]) {
      if (expanded.claims.contains(claim->id())) continue;
      Diagnostic diagnostic;
      diagnostic.code = "E0324";
      diagnostic.what = fmt::format("plugin {} does not answer the claim {} on {}", plugin, claim->id(), expanded.name);
      if (input_.known.stack.places) {
        diagnostic.at = input_.known.stack.places->component(claim->consumer, claim->pointer);
      }
      voices_.add(std::move(diagnostic));
    }
  }

  const ExpansionInput& input_;
  Plugins& plugins_;
  KindSchemas& schemas_;
  Voices& voices_;
  Offers offers_;
  std::unordered_map<std::string, std::vector<const Claim*>> claims_on_;
  std::unordered_map<std::string, std::vector<const Claim*>> claims_by_;
  std::unordered_map<std::string_view, const Component*> components_;
  std::optional<ThreadPool> pool_;
  Expansion made_;
};

}  // namespace

Result<Expansion> expand(const ExpansionInput& input, Plugins& plugins, KindSchemas& schemas, Voices& voices) {
  return Expanding(input, plugins, schemas, voices).run();
}

}  // namespace trimtab
