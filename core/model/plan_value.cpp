#include "core/model/plan.h"

namespace trimtab {
namespace {

template <class T>
T word(std::optional<T> value) {
  if (!value) throw nlohmann::json::other_error::create(501, "unknown word", nullptr);
  return *value;
}

Id id_of(const Value& value) {
  auto id = Id::parse(value.get_ref<const std::string&>());
  if (!id) throw nlohmann::json::other_error::create(501, "not an id", nullptr);
  return std::move(*id);
}

Value position_value(const Position& at) {
  return {{"file", at.file}, {"line", at.line}, {"column", at.column}, {"length", at.length}, {"text", at.text}};
}

Position position_from(const Value& value) {
  return {value.at("file"), value.at("line"), value.at("column"), value.at("length"), value.value("text", "")};
}

Value change_value(const Change& change) {
  Value why = Value::array();
  for (const Reason& reason : change.reasons) {
    Value entry{{"kind", to_text(reason.kind)}, {"text", reason.text}};
    if (reason.at) entry["at"] = position_value(*reason.at);
    why.push_back(std::move(entry));
  }
  Value diff = Value::array();
  for (const Difference& difference : change.differences) {
    diff.push_back({{"path", difference.path},
                    {"from", difference.from},
                    {"to", difference.to},
                    {"sensitive", difference.sensitive}});
  }
  Value value{{"id", change.id.text()},       {"change", to_text(change.action)}, {"step", to_text(change.step)},
              {"undo", to_text(change.undo)}, {"reasons", std::move(why)},        {"needs", change.needs},
              {"diff", std::move(diff)}};
  if (change.undoing) value["undoing"] = true;
  return value;
}

Change change_from(const Value& value) {
  Change change;
  change.id = id_of(value.at("id"));
  change.action = word(action_from(value.at("change").get<std::string>()));
  change.step = word(step_from(value.at("step").get<std::string>()));
  change.undo = word(undo_from(value.at("undo").get<std::string>()));
  for (const Value& entry : value.at("reasons")) {
    Reason reason{word(reason_kind_from(entry.at("kind").get<std::string>())), entry.at("text"), std::nullopt};
    if (entry.contains("at")) reason.at = position_from(entry.at("at"));
    change.reasons.push_back(std::move(reason));
  }
  for (const Value& entry : value.at("diff")) {
    change.differences.push_back({entry.at("path"), entry.at("from"), entry.at("to"), entry.at("sensitive")});
  }
  change.needs = value.at("needs").get<std::vector<std::uint32_t>>();
  change.undoing = value.value("undoing", false);
  return change;
}

Value object_map(const std::map<Id, Object>& objects) {
  Value map = Value::object();
  for (const auto& [id, object] : objects) map[id.text()] = object;
  return map;
}

Value restore_map(const std::map<Id, std::optional<Object>>& objects) {
  Value map = Value::object();
  for (const auto& [id, object] : objects) map[id.text()] = object ? Value(*object) : Value();
  return map;
}

void read_changes(const Value& value, Plan& plan) {
  for (const Value& entry : value.at("changes")) {
    Change change = change_from(entry);
    for (const auto need : change.needs) {
      if (need >= plan.changes.size()) {
        throw nlohmann::json::other_error::create(501, "a change needs a later one", nullptr);
      }
    }
    plan.changes.push_back(std::move(change));
  }
}

void read_objects(const Value& value, Plan& plan) {
  plan.objects = value.at("objects").get<std::vector<Object>>();
  for (const auto& [key, object] : value.at("before").items()) plan.before[id_of(key)] = object.get<Object>();
  for (const auto& [key, object] : value.at("restore").items()) {
    plan.restore[id_of(key)] = object.is_null() ? std::nullopt : std::optional(object.get<Object>());
  }
  for (const auto& [key, print] : value.at("live").items()) plan.fingerprints[id_of(key)] = print;
}

Plan plan_of(const Value& value) {
  Plan plan;
  plan.version = value.at("v");
  plan.stack = value.at("stack").at("name");
  plan.uid = value.at("stack").at("uid");
  plan.base_revision = value.at("base_revision");
  plan.spec_digest = value.at("digests").at("spec");
  plan.target = value.at("target").at("kind");
  plan.target_settings = value.at("target").at("settings");
  plan.facts = value.at("facts");
  plan.chosen = value.at("chosen");
  plan.spec = value.at("spec");
  plan.slots = value.at("slots").get<std::map<std::string, std::int64_t>>();
  plan.plugins = value.at("plugins").get<std::map<std::string, std::string>>();
  plan.terms = value.get<Terms>();
  read_objects(value, plan);
  read_changes(value, plan);
  for (const Value& entry : value.at("diagnostics")) plan.diagnostics.push_back(diagnostic_from(entry));
  return plan;
}

}  // namespace

Value to_value(const Diagnostic& diagnostic) {
  static constexpr const char* severities[] = {"error", "warning", "note"};
  Value value{{"severity", severities[static_cast<int>(diagnostic.severity)]},
              {"code", diagnostic.code},
              {"what", diagnostic.what},
              {"label", diagnostic.label},
              {"why", diagnostic.why},
              {"next", diagnostic.next}};
  if (diagnostic.at) value["at"] = position_value(*diagnostic.at);
  return value;
}

Diagnostic diagnostic_from(const Value& value) {
  Diagnostic diagnostic;
  const std::string severity = value.at("severity");
  diagnostic.severity = severity == "error"     ? Severity::error
                        : severity == "warning" ? Severity::warning
                                                : Severity::note;
  diagnostic.code = value.at("code");
  diagnostic.what = value.at("what");
  diagnostic.label = value.value("label", "");
  diagnostic.why = value.value("why", std::vector<std::string>());
  diagnostic.next = value.value("next", "");
  if (value.contains("at")) diagnostic.at = position_from(value.at("at"));
  return diagnostic;
}

Value to_value(const Plan& plan) {
  Value live = Value::object();
  for (const auto& [id, print] : plan.fingerprints) live[id.text()] = print;
  Value changes = Value::array();
  for (const Change& change : plan.changes) changes.push_back(change_value(change));
  Value diagnostics = Value::array();
  for (const Diagnostic& diagnostic : plan.diagnostics) diagnostics.push_back(to_value(diagnostic));
  return {{"v", plan.version},
          {"engine", TRIMTAB_VERSION},
          {"stack", {{"name", plan.stack}, {"uid", plan.uid}}},
          {"base_revision", plan.base_revision},
          {"digests", {{"spec", plan.spec_digest}}},
          {"target", {{"kind", plan.target}, {"settings", plan.target_settings}}},
          {"facts", plan.facts},
          {"chosen", plan.chosen},
          {"spec", plan.spec},
          {"slots", plan.slots},
          {"plugins", plan.plugins},
          {"on_failure", plan.terms.on_failure},
          {"budgets", plan.terms.budgets},
          {"objects", plan.objects},
          {"before", object_map(plan.before)},
          {"restore", restore_map(plan.restore)},
          {"live", std::move(live)},
          {"changes", std::move(changes)},
          {"diagnostics", std::move(diagnostics)}};
}

Result<Plan> plan_from(const Value& value) {
  try {
    if (value.at("v") != 1) {
      return fail(Errc::invalid, "E0601",
                  "this plan has format " + value.at("v").dump() + ", this engine reads format 1",
                  "make the plan again with this engine: trimtab plan --out FILE");
    }
    return plan_of(value);
  } catch (const nlohmann::json::exception& error) {
    return fail(Errc::invalid, "E0602", std::string("not a plan: ") + error.what(),
                "make the plan again: trimtab plan --out FILE");
  }
}

}  // namespace trimtab
