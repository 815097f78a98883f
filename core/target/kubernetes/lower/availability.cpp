#include "core/target/kubernetes/lower/availability.h"

#include <charconv>

#include "core/target/kubernetes/lower/lower.h"
#include "core/target/kubernetes/names.h"

namespace trimtab {
namespace {

/// 2, or "50%" of the copies; rounded up, as the cluster does it.
Result<std::int64_t> copies(const Value& count, std::int64_t replicas) {
  if (count.is_number_integer()) return count.get<std::int64_t>();
  const auto& text = count.get_ref<const std::string&>();
  std::int64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem != std::errc{} || std::string_view(end) != "%" || number < 0 || number > 100)
    return fail(Errc::invalid, "E0841", "\"" + text + "\" is neither a number nor a share like \"50%\"");
  return (number * replicas + 99) / 100;
}

Status check_allows_one(const Value& pdb, std::int64_t replicas) {
  std::int64_t may_go = 1;
  if (pdb.contains("maxUnavailable")) {
    TRIMTAB_TRY(may_go, copies(pdb.at("maxUnavailable"), replicas));
  } else if (pdb.contains("minAvailable")) {
    TRIMTAB_TRY(const std::int64_t must_stay, copies(pdb.at("minAvailable"), replicas));
    may_go = replicas - must_stay;
  }
  if (may_go > 0) return {};
  return fail(Errc::invalid, "E0841",
              "its disruption budget (" + pdb.dump() + " of " + std::to_string(replicas) +
                  " copies) allows no eviction: the drain of a node would never end",
              "write \"pdb: {maxUnavailable: 1}\"");
}

Object disruption_budget(const Resource& workload, const KubeScene& scene, const Value& pdb) {
  Value spec = pdb.empty() ? Value{{"maxUnavailable", 1}} : pdb;
  spec["selector"]["matchLabels"] = selector_of(scene.stack(), workload.id);
  spec["unhealthyPodEvictionPolicy"] = "AlwaysAllow";  // what is not ready anyway is not protected
  const Value budget{{"apiVersion", "policy/v1"}, {"kind", "PodDisruptionBudget"}, {"spec", std::move(spec)}};
  return manifest_object(workload, scene, budget, "pdb");
}

Result<Object> autoscaler(const Resource& workload, const Object& controller, const KubeScene& scene,
                          const Value& wanted) {
  if (wanted.contains("tasks") || !wanted.contains("cpu"))
    return fail(Errc::invalid, "E0842", "copies are counted by \"cpu\" only: this target makes no other autoscaler",
                "write \"autoscaling: {min: N, max: N, cpu: 80}\"");
  const Value& manifest = controller.desired.at("manifest");
  const Value target{{"type", "Utilization"}, {"averageUtilization", wanted.at("cpu")}};
  const Value scaler{
      {"apiVersion", "autoscaling/v2"},
      {"kind", "HorizontalPodAutoscaler"},
      {"spec",
       {{"minReplicas", wanted.at("min")},
        {"maxReplicas", wanted.at("max")},
        {"scaleTargetRef",
         {{"apiVersion", "apps/v1"}, {"kind", manifest.at("kind")}, {"name", manifest.at("metadata").at("name")}}},
        {"metrics", {{{"type", "Resource"}, {"resource", {{"name", "cpu"}, {"target", target}}}}}}}}};
  return manifest_object(workload, scene, scaler, "autoscaler");
}

}  // namespace

Result<std::vector<Object>> availability_of(const Resource& workload, const Object& controller,
                                            const KubeScene& scene) {
  const Value block = workload.spec.value("kubernetes", Value::object());
  const Value scaling = block.value("autoscaling", Value::object());
  const std::int64_t replicas =
      scaling.empty() ? workload.spec.value("replicas", std::int64_t{1}) : scaling.at("min").get<std::int64_t>();
  std::vector<Object> objects;
  if (replicas > 1) {
    const Value pdb = block.value("pdb", Value::object());
    TRIMTAB_CHECK(check_allows_one(pdb, replicas));
    objects.push_back(disruption_budget(workload, scene, pdb));
  }
  if (!scaling.empty()) {
    TRIMTAB_TRY(Object scaler, autoscaler(workload, controller, scene, scaling));
    objects.push_back(std::move(scaler));
  }
  return objects;
}

}  // namespace trimtab
