#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/fact.h"
#include "core/model/object.h"
#include "core/model/plan.h"
#include "core/model/record.h"
#include "core/model/resource.h"
#include "core/support/error.h"
#include "core/target/driver.h"

namespace trimtab {

/// Everything `lower` may look at: values only, so that it can be pure.
struct Lowering {
  std::string stack;
  std::span<const Resource> resources;  ///< of all components, references still in place
  const std::map<std::string, std::int64_t>& slots;
  const Record& record;  ///< versions of secrets and trees continue from it
  const Value& facts;
};

/// Finds the driver of a resource type of a plugin's own, "website.certificate"; null when no plugin at hand has it.
using FindDriver = std::function<Driver*(std::string_view type)>;

/// Where a stack lives. `lower` and `slots` are pure; the rest touches the world.
class Target {
 public:
  virtual ~Target() = default;

  [[nodiscard]] virtual std::string_view kind() const = 0;
  /// For the first line of a plan: "local (/var/lib/trimtab/demo, processes as user trimtab)".
  [[nodiscard]] virtual std::string description() const = 0;

  /// The uid of the stack it is for: of the record, or of the plan that gives it one. Told before anything is observed
  /// and before `prepare`; empty for a stack that has none yet.
  virtual void belongs_to(const std::string& stack_uid) = 0;
  /// Errc::refused when the record was made on another target of this kind: another cluster. Asked before anything else
  /// is done with a record.
  [[nodiscard]] virtual Status recognise(const Record&) { return {}; }
  /// Begins to read what a plan will be compared with, before the memory is read, by what is known here of the last
  /// time. None of it is used unless the memory turns out to be the same.
  virtual void look_ahead() {}
  /// The same by the memory, while the plan is still being made. What was read is used until the answer is let go.
  /// With the number of the newest run.
  [[nodiscard]] virtual std::shared_ptr<void> look_ahead(const Record&, std::uint64_t) { return {}; }
  /// What the target itself wants known before every plan; stored as facts["@target"].
  [[nodiscard]] virtual Result<Value> observe_target() = 0;
  /// Answers in the shape facts[component][name]. A thing that is not there is an answer, not an error.
  [[nodiscard]] virtual Result<Value> observe_facts(std::span<const FactRequest> requests) = 0;

  /// The numbers these resources need on this target: ports, uids, indices.
  [[nodiscard]] virtual std::vector<SlotRequest> slots(std::span<const Resource> resources) const = 0;
  /// Numbers of a pool that someone else uses, from facts["@target"].
  [[nodiscard]] virtual bool is_taken(const Value& facts, std::string_view pool, std::int64_t number) const = 0;
  /// Resources into objects, with references replaced and edges inside a resource; edges between resources come with
  /// them.
  [[nodiscard]] virtual Result<std::vector<Object>> lower(const Lowering& lowering) const = 0;

  /// What would keep a plan from being carried out and can be known before anything starts: rights, places, storage.
  /// Errors refuse the plan, warnings are shown with it. A plan that changes nothing costs nothing.
  [[nodiscard]] virtual Result<std::vector<Diagnostic>> review(const Plan&) { return std::vector<Diagnostic>(); }
  /// How many requests were sent so far, by verb; empty where nothing is asked over a wire.
  [[nodiscard]] virtual std::map<std::string, std::uint64_t> requests() const { return {}; }

  /// The driver of an object's `driver`: the target's own or a plugin's; null when there is neither. Any thread may
  /// ask.
  [[nodiscard]] virtual Driver* driver(std::string_view name) = 0;
  /// Given before the first driver is asked for.
  void find_other_drivers(FindDriver find) { find_driver_ = std::move(find); }
  /// The value of a secret, at the place that `lower` names where a resource of a plugin's own type refers to it.
  [[nodiscard]] virtual Result<std::string> read_secret(const std::string& place) = 0;
  /// True when something that `prepare` keeps running has ended. Cheap; changes nothing.
  [[nodiscard]] virtual bool needs_mending() const = 0;
  /// Called once before the first effect of a run, and when `status` finds it needed: directories, supervisor.
  /// Returns notes about what was mended.
  [[nodiscard]] virtual Result<std::vector<std::string>> prepare() = 0;
  /// Called after a destroy that kept objects: ends what `prepare` started; what is kept stays where it is.
  [[nodiscard]] virtual Status retire() = 0;
  /// Called after a destroy that left no object: removes what `prepare` made.
  [[nodiscard]] virtual Status dissolve() = 0;
  /// Called when the run before was cut off, before anything else: removes what its effects left half made.
  [[nodiscard]] virtual Status tidy_up() { return {}; }

 protected:
  [[nodiscard]] Driver* other_driver(std::string_view name) const {
    return find_driver_ ? find_driver_(name) : nullptr;
  }

 private:
  FindDriver find_driver_;
};

}  // namespace trimtab
