#include "core/plan/sketch.h"

namespace trimtab {
namespace {

std::vector<const Object*> pointers(const std::vector<Object>& objects) {
  std::vector<const Object*> list;
  list.reserve(objects.size());
  for (const Object& object : objects) list.push_back(&object);
  return list;
}

std::vector<const Object*> pointers(const std::map<Id, Recorded>& objects) {
  std::vector<const Object*> list;
  list.reserve(objects.size());
  for (const auto& [id, recorded] : objects) list.push_back(&recorded.object);
  return list;
}

}  // namespace

Result<Sketch> Sketch::of(const Desired& desired, const Record& record, const Live& live, const PlanOptions& options) {
  TRIMTAB_TRY(ObjectGraph wanted, ObjectGraph::of(pointers(desired.objects)));
  Sketch sketch{desired,
                record,
                live,
                options,
                std::move(wanted),
                ObjectGraph::recorded(pointers(record.objects)),
                {},
                {},
                {},
                {},
                {},
                {},
                {},
                {}};
  sketch.recorded.reserve(record.objects.size());
  for (const auto& [id, recorded] : record.objects) sketch.recorded.push_back(&recorded);
  sketch.held_of.assign(sketch.wanted.size(), nobody);
  sketch.wanted_of.assign(sketch.held.size(), nobody);
  for (GraphNode i = 0; i < sketch.wanted.size(); ++i) {
    const auto held = sketch.held.node(desired.objects[i].id);
    if (!held || sketch.held.object(*held) == nullptr) continue;
    sketch.held_of[i] = *held;
    sketch.wanted_of[*held] = i;
  }
  sketch.wanted_steps.resize(sketch.wanted.size());
  sketch.gone_steps.resize(sketch.held.size());
  return sketch;
}

}  // namespace trimtab
