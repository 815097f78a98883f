#include "core/compile/expansion.h"

#include <fmt/format.h>

#include <deque>
#include <future>
#include <map>
#include <memory>
#include <span>
#include <unordered_map>

#include "core/compile/outputs.h"
#include "core/compile/patches.h"
#include "core/support/thread_pool.h"

namespace trimtab {
namespace {

/// A message of more components than this leaves the processor's caches before it is read.
constexpr std::size_t most_in_batch = 100;
/// While one is with its plugin, others are written and read; more would only pile up.
constexpr std::size_t most_on_the_way = 4;

/// Components of one wave and plugin.
struct Batch {
  std::string plugin;
  std::span<const GraphNode> nodes;
};

struct Call {
  std::string plugin;
  std::future<Result<ExpandReply>> reply;
};

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
      run(wave);
      if (voices_.failed()) break;
    }
    return std::move(made_);
  }

 private:
  void run(const std::vector<GraphNode>& wave) {
    std::map<std::string_view, std::vector<GraphNode>> by_plugin;
    for (const GraphNode node : wave) by_plugin[input_.known.kinds[node]->plugin].push_back(node);
    std::vector<Batch> batches;
    for (const auto& [plugin, nodes] : by_plugin) {
      for (std::span<const GraphNode> rest(nodes); !rest.empty();) {
        const std::size_t count = std::min(rest.size(), most_in_batch);
        batches.push_back({std::string(plugin), rest.first(count)});
        rest = rest.subspan(count);
      }
    }
    batches.size() == 1 ? call(batches.front()) : call_side_by_side(batches);
  }

  void call(const Batch& batch) {
    const ExpandRequest request = request_for(batch);
    if (!voices_.failed()) take(batch.plugin, plugins_.expand(batch.plugin, request));
  }

  /// Replies are taken in the order of the batches, so that the result is the same whoever is faster.
  void call_side_by_side(const std::vector<Batch>& batches) {
    std::deque<Call> calls;
    const auto take_first = [&] {
      take(calls.front().plugin, calls.front().reply.get());
      calls.pop_front();
    };
    for (const Batch& batch : batches) {
      if (calls.size() == most_on_the_way) take_first();
      ExpandRequest request = request_for(batch);
      if (voices_.failed()) break;
      calls.push_back(begin(batch.plugin, std::move(request)));
    }
    while (!calls.empty()) take_first();
  }

  Call begin(const std::string& plugin, ExpandRequest request) {
    if (!pool_) pool_.emplace(most_on_the_way);
    auto work = std::make_shared<std::packaged_task<Result<ExpandReply>()>>(
        [this, plugin, request = std::move(request)] { return plugins_.expand(plugin, request); });
    Call call{plugin, work->get_future()};
    pool_->post([work] { (*work)(); });
    return call;
  }

  ExpandRequest request_for(const Batch& batch) {
    ExpandRequest request;
    request.target = input_.known.stack.target.kind;
    request.stack = input_.known.stack.name;
    request.target_facts = member(input_.facts, "@target");
    request.components.reserve(batch.nodes.size());
    for (const GraphNode node : batch.nodes) add(node, request);
    return request;
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

  void take(const std::string& plugin, Result<ExpandReply> reply) {
    if (!reply) return voices_.add(within("expand by plugin " + plugin, std::move(reply).error()));
    for (ExpandedComponent& expanded : reply->components) {
      voices_.hear(std::move(expanded.diagnostics));
      if (!expanded.chosen.empty()) made_.chosen[expanded.name] = std::move(expanded.chosen);
      finish(expanded);
      check_answers(expanded, plugin);
      offers_.add(expanded.name, std::move(expanded.outputs), std::move(expanded.claims));
    }
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
