#include "core/compile/edges.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <unordered_set>

#include "core/target/reference.h"

namespace trimtab {
namespace {

/// References that name no resource.
bool stands_alone(const Reference& reference) {
  constexpr std::array<std::string_view, 5> types{"replica", "stack", "user", "previous", "at"};
  return std::ranges::find(types, reference.type) != types.end();
}

class Drawing {
 public:
  Drawing(const Stack& stack, const std::map<std::string, std::string>& plugin_of, std::vector<Diagnostic>& wrong)
      : stack_(stack), plugin_of_(plugin_of), wrong_(wrong) {}

  void learn(std::span<const Resource> resources) {
    known_.reserve(resources.size());
    for (const Resource& resource : resources) known_.insert(resource.id.text());
  }

  void draw(Resource& resource) {
    read(resource.spec, resource);
    for (const char* key : {"uses", "while_down"}) check_list(resource, key);
    check_on_change(resource);
    for (const Id& need : resource.needs) {
      if (!known_.contains(need.text())) unknown(resource, fmt::format("needs {}", need.text()));
    }
    std::erase(resource.needs, resource.id);
    std::ranges::sort(resource.needs);
    const auto doubles = std::ranges::unique(resource.needs);
    resource.needs.erase(doubles.begin(), doubles.end());
  }

 private:
  void read(const Value& value, Resource& resource) {
    if (value.is_string()) return read_text(value.get_ref<const std::string&>(), resource);
    if (!value.is_structured()) return;
    for (const auto& [key, member] : value.items()) {
      if (value.is_object()) read_text(key, resource);
      read(member, resource);
    }
  }

  void read_text(const std::string& text, Resource& resource) {
    if (!text.contains("@{")) return;
    const auto references = references_in(text);
    if (!references) {
      for (const Diagnostic& diagnostic : references.error().diagnostics) unknown(resource, diagnostic.what);
      return;
    }
    for (const Reference& reference : *references) {
      if (stands_alone(reference)) continue;
      const std::string_view component = reference.component.empty() ? resource.id.component() : reference.component;
      Id id(component, reference.type == "value" ? "secret" : reference.type, reference.name);
      if (!known_.contains(id.text())) {
        unknown(resource, fmt::format("refers to {}", to_text(reference)));
      } else if (id.type() != "slot") {
        resource.needs.push_back(std::move(id));
      }
    }
  }

  /// `uses` orders like a reference; `while_down` does not: its workloads come after.
  void check_list(Resource& resource, const char* key) {
    const auto list = resource.spec.find(key);
    if (!resource.spec.is_object() || list == resource.spec.end() || !list->is_array()) return;
    for (const Value& name : *list) {
      if (name.is_string()) check_name(resource, name.get_ref<const std::string&>(), key);
    }
  }

  void check_on_change(Resource& resource) {
    const auto uses = resource.spec.find("on_change");
    if (!resource.spec.is_object() || uses == resource.spec.end() || !uses->is_object()) return;
    for (const auto& [name, what] : uses->items()) check_name(resource, name, "on_change");
  }

  /// "type/name", or "type/name/file" of a config.
  void check_name(Resource& resource, const std::string& name, std::string_view key) {
    const auto slash = name.find('/');
    const std::string_view rest =
        slash == std::string::npos ? std::string_view() : std::string_view(name).substr(slash + 1);
    Id id(resource.id.component(), name.substr(0, slash), rest.substr(0, rest.find('/')));
    if (!known_.contains(id.text())) return unknown(resource, fmt::format("names {} in {}", name, key));
    if (key != "while_down" && id.type() != "slot") resource.needs.push_back(std::move(id));
  }

  void unknown(const Resource& resource, const std::string& what) {
    const auto plugin = plugin_of_.find(std::string(resource.id.component()));
    Diagnostic diagnostic;
    diagnostic.code = "E0323";
    diagnostic.what = fmt::format("{} {}, which does not exist", resource.id.text(), what);
    if (stack_.places) diagnostic.at = stack_.places->component(resource.id.component(), resource.from);
    diagnostic.why.push_back(
        fmt::format("plugin {} or a patch wrote it", plugin == plugin_of_.end() ? "?" : plugin->second));
    wrong_.push_back(std::move(diagnostic));
  }

  const Stack& stack_;
  const std::map<std::string, std::string>& plugin_of_;
  std::vector<Diagnostic>& wrong_;
  std::unordered_set<std::string_view> known_;
};

/// The user's `needs`: whoever of the component waits for nothing of its own waits for all of the other.
void add_barriers(const Stack& stack, std::span<Resource> resources) {
  std::map<std::string_view, const Component*> waiting;
  for (const Component& component : stack.components) {
    if (!component.needs.empty()) waiting.emplace(component.name, &component);
  }
  if (waiting.empty()) return;
  for (Resource& resource : resources) {
    const auto found = waiting.find(resource.id.component());
    if (found == waiting.end()) continue;
    const bool waits = std::ranges::any_of(resource.needs,
                                           [&](const Id& need) { return need.component() == resource.id.component(); });
    if (waits) continue;
    for (const std::string& other : found->second->needs) resource.needs.push_back(Id::whole(other));
  }
}

}  // namespace

void draw_edges(const Stack& stack, const std::map<std::string, std::string>& plugin_of, std::span<Resource> resources,
                std::vector<Diagnostic>& wrong) {
  Drawing drawing(stack, plugin_of, wrong);
  drawing.learn(resources);
  for (Resource& resource : resources) drawing.draw(resource);
  add_barriers(stack, resources);
}

}  // namespace trimtab
