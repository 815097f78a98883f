#include <fmt/format.h>

#include "core/cli/commands.h"
#include "core/cli/report.h"
#include "core/cli/workspace.h"
#include "core/compile/compile.h"
#include "core/graph/render.h"
#include "core/plan/object_graph.h"
#include "core/support/json_text.h"

namespace trimtab {
namespace {

std::string rendered(const Graph& graph, const Appearance& appearance, Format format) {
  return format == Format::json ? json_text(to_json(graph, appearance)) : to_dot(graph, appearance);
}

Result<std::string> of_components(Workspace& workspace, Format format) {
  TRIMTAB_TRY(const Stack* stack, workspace.stack());
  TRIMTAB_TRY(KindSchemas * schemas, workspace.schemas());
  TRIMTAB_TRY(const ComponentGraph components, check_components(*stack, *schemas));
  Appearance appearance;
  appearance.name = stack->name;
  appearance.label = [&](GraphNode node) { return stack->components[node].name; };
  appearance.edge_label = [&](std::uint32_t edge) { return components.edges[edge].text; };
  return rendered(components.graph, appearance, format);
}

Result<std::string> of_objects(Workspace& workspace, Format format) {
  TRIMTAB_TRY(const Memory memory, workspace.reader());
  TRIMTAB_TRY(const Desired desired, workspace.desired(memory.record));
  std::vector<const Object*> objects;
  for (const Object& object : desired.objects) objects.push_back(&object);
  TRIMTAB_TRY(const ObjectGraph graph, ObjectGraph::of(std::move(objects)));
  Appearance appearance;
  appearance.name = desired.stack;
  appearance.label = [&](GraphNode node) {
    const Object* object = graph.object(node);
    return object == nullptr ? std::string("all of a resource") : object->id.text();
  };
  appearance.group = [&](GraphNode node) {
    const Object* object = graph.object(node);
    return object == nullptr ? std::string() : std::string(object->id.component());
  };
  return rendered(graph.graph(), appearance, format);
}

}  // namespace

int run_graph(const Options& options, const Console& console) {
  Workspace workspace(options, console);
  const auto text = options.objects ? of_objects(workspace, options.format) : of_components(workspace, options.format);
  if (!text) return give_up(console, text.error(), {});
  console.print(*text);
  return exit_converged;
}

}  // namespace trimtab
