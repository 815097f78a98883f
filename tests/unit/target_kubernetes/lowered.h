#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/target/kubernetes/lower/lower.h"

namespace trimtab {

/// Resources of component "broker" of stack "demo", lowered into namespace "airflow".
class Lowered {
 public:
  explicit Lowered(const std::string& resources, Record record = {}, Value facts = Value::object())
      : record_(std::move(record)), facts_(std::move(facts)) {
    for (const Value& one : Value::parse(resources)) {
      Resource resource;
      resource.id = Id(one.value("component", std::string("broker")), one.at("type").get<std::string>(),
                       one.at("name").get<std::string>());
      resource.spec = one.value("spec", Value::object());
      resources_.push_back(std::move(resource));
    }
    const KubernetesSettings settings = kubernetes_settings_from("demo", {{"namespace", "airflow"}});
    const Lowering lowering{"demo", resources_, slots_, record_, facts_};
    KubeScene scene(settings, lowering);
    auto objects = lower_all(scene);
    if (!objects) {
      for (const Diagnostic& diagnostic : objects.error().diagnostics) problems_ += diagnostic.what + "\n";
      return;
    }
    for (Object& object : *objects) {
      ids_ += (ids_.empty() ? "" : ", ") + object.id.text();
      objects_.emplace(object.id.text(), std::move(object));
    }
  }

  [[nodiscard]] const std::string& ids() const { return ids_; }
  [[nodiscard]] const std::string& problems() const { return problems_; }
  [[nodiscard]] const Object& object(const std::string& id) const { return objects_.at(id); }
  [[nodiscard]] const Value& manifest(const std::string& id) const { return object(id).desired.at("manifest"); }
  [[nodiscard]] Value at(const std::string& id, const char* pointer) const {
    const Value& found = manifest(id);
    const Value::json_pointer place(pointer);
    return found.contains(place) ? found.at(place) : Value();
  }

 private:
  std::vector<Resource> resources_;
  std::map<std::string, std::int64_t> slots_{{"broker/index", 3}};
  Record record_;
  Value facts_;
  std::map<std::string, Object> objects_;
  std::string ids_;
  std::string problems_;
};

}  // namespace trimtab
