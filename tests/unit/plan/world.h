#pragma once

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <sstream>
#include <string>

#include "core/plan/plan.h"
#include "core/support/text.h"

namespace trimtab::testing {

inline std::string trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \n");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \n") - first + 1));
}

/// "workload/web" is app's; "db/volume/data" says its component.
inline Id id_of(std::string_view text) {
  const std::string whole = trimmed(text);
  if (auto id = Id::parse("app/" + whole); id && std::ranges::count(whole, '/') < 2) return *id;
  return *Id::parse(std::ranges::count(whole, '/') == 2 && whole.starts_with("workload/") ? "app/" + whole : whole);
}

inline std::string driver_of(std::string_view type) {
  if (type == "workload") return "service";
  if (type == "volume") return "directory";
  if (type == "config") return "file";
  if (type == "endpoint") return "port";
  return std::string(type);
}

/// One object of the language "ID[=VALUE] [-> ID, ID] [(flags)]"; flags: protect retain down=ID back=WORD.
inline Object object_of(std::string entry) {
  Object object;
  if (const auto open = entry.find('('); open != std::string::npos) {
    std::istringstream flags(entry.substr(open + 1, entry.find(')') - open - 1));
    for (std::string flag; flags >> flag;) {
      if (flag == "protect") object.protect = true;
      if (flag == "retain") object.retain = true;
      if (flag.starts_with("down=")) object.while_down.push_back(id_of(flag.substr(5)));
      if (flag.starts_with("back=")) object.back = *task_back_from(flag.substr(5));
      if (flag.starts_with("from=")) object.from = flag.substr(5);
    }
    entry.erase(open);
  }
  if (const auto arrow = entry.find("->"); arrow != std::string::npos) {
    for (const auto& need : split(entry.substr(arrow + 2), ',')) {
      const std::string name = trimmed(need);
      object.needs.push_back(name.ends_with("/*") ? Id::whole(name.substr(0, name.size() - 2)) : id_of(name));
    }
    entry.erase(arrow);
  }
  std::string value = "1";
  if (const auto equals = entry.find('='); equals != std::string::npos) {
    value = trimmed(entry.substr(equals + 1));
    entry.erase(equals);
  }
  object.id = id_of(entry);
  object.driver = driver_of(object.id.type());
  object.desired = {{"value", value}};
  return object;
}

inline std::vector<Object> objects_of(const std::string& text) {
  std::vector<Object> objects;
  for (const auto& entry : split(text, ';')) {
    if (!trimmed(entry).empty()) objects.push_back(object_of(entry));
  }
  return objects;
}

inline std::string short_id(const Id& id) { return id.component() == "app" ? id.text().substr(4) : id.text(); }

/// A stack with a past: what is recorded, what is wanted and what the world looks like, each as one line.
struct World {
  Record record;
  Desired desired;
  Live live;
  PlanOptions options;

  World(const std::string& recorded, const std::string& wanted) {
    desired.stack = "demo";
    desired.objects = objects_of(wanted);
    if (!trimmed(recorded).empty()) record.uid = "uid-1", record.revision = 1;
    for (const Object& object : objects_of(recorded)) {
      const Id id = object.id;
      record.objects[id] = {object, "", 1};
    }
    live = assumed(desired.objects, record);
    options.new_uid = "uid-new";
    options.allow_delete = 1000;
    options.fingerprints = true;
  }

  Observed& seen(std::string_view id) { return live.objects[id_of(id)]; }
  Result<Plan> plan() const { return make_plan(desired, record, live, options); }

  /// "create volume/data; run task/init after volume/data": the changes in order, with what each waits for.
  std::string changes() const {
    const auto made = plan();
    if (!made) return "refused " + made.error().diagnostics.front().code + ": " + made.error().message();
    return text(*made);
  }

  static std::string name(const Change& change) {
    return (change.step == Step::act ? "" : to_text(change.step) + " ") + short_id(change.id);
  }

  static std::string text(const Plan& plan) {
    std::string text;
    for (const Change& change : plan.changes) {
      if (!text.empty()) text += "; ";
      text += (change.undoing                  ? "undo"
               : change.action == Action::none ? "join"
                                               : to_text(change.action)) +
              " " + name(change);
      for (std::size_t i = 0; i < change.needs.size(); ++i) {
        text += (i == 0 ? " after " : ", ") + name(plan.changes[change.needs[i]]);
      }
    }
    return text;
  }
};

}  // namespace trimtab::testing
