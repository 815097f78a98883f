#include "core/apply/undo.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <set>
#include <unordered_map>
#include <utility>

#include "core/apply/earlier_runs.h"
#include "core/plan/object_graph.h"

namespace trimtab {
namespace {

/// One object that the run touched, with what it has to become again.
struct Touched {
  Id id;
  const Object* now = nullptr;   ///< what the run made of it; absent when the run removed it
  const Object* goal = nullptr;  ///< what it was; absent when it was not there
  bool ran = false;              ///< a task whose command was started
  bool removed = false;
  bool adopted = false;
  std::vector<std::uint32_t> jobs;  ///< its forward jobs that were tried
};

bool is_workload(const Id& id) { return id.type() == "workload"; }

class UndoBuilder {
 public:
  UndoBuilder(const Plan& plan, const std::vector<Job>& forward, const LoopResult& result,
              const std::vector<bool>& islands)
      : plan_(plan), forward_(forward) {
    gather(result, islands);
    gather_earlier_runs(result);
  }

  UndoJobs build() {
    const bool split = std::ranges::any_of(touched_, [&](const Touched& one) { return takes_back(one); });
    if (split) take_down();
    const auto down = barrier(std::exchange(open_, {}));
    take_back(down);
    const auto back = barrier(std::exchange(open_, {}), down);
    bring_up(back, split);
    return std::move(undo_);
  }

 private:
  void gather(const LoopResult& result, const std::vector<bool>& islands);
  void gather_earlier_runs(const LoopResult& result);
  void take_down();
  void take_back(std::uint32_t after);
  void bring_up(std::uint32_t after, bool split);
  [[nodiscard]] std::vector<const Object*> earlier_objects() const;
  static Job stop_job(const Touched& one);
  std::optional<Job> back_job(const Touched& one);
  std::optional<Job> task_job(const Touched& one);
  static Job known_again(const Touched& one);
  void keep(const Touched& one, std::string why) { undo_.kept.push_back({one.id, std::move(why)}); }
  [[nodiscard]] const Object* goal_of(const Id& id) const;
  [[nodiscard]] static bool takes_back(const Touched& one);
  [[nodiscard]] bool keeps_data(const Touched& one) const;
  std::uint32_t add(Job job, bool open = true);
  std::uint32_t barrier(std::vector<std::uint32_t> needs, std::optional<std::uint32_t> also = {});

  const Plan& plan_;
  const std::vector<Job>& forward_;
  std::vector<Touched> touched_;  // in the order in which the run first touched them
  std::unordered_map<Id, std::size_t> by_id_;
  std::set<std::string, std::less<>> keeping_;  // components with a volume that stays
  UndoJobs undo_;
  std::vector<std::uint32_t> open_;  // jobs of the current phase
};

const Object* UndoBuilder::goal_of(const Id& id) const {
  if (const auto found = plan_.restore.find(id); found != plan_.restore.end()) {
    return found->second ? &*found->second : nullptr;
  }
  const auto found = plan_.before.find(id);
  return found == plan_.before.end() ? nullptr : &found->second;
}

void UndoBuilder::gather(const LoopResult& result, const std::vector<bool>& islands) {
  for (const auto index : result.completed) {
    if (!islands[result.islands[index]]) continue;
    const Job& job = forward_[index];
    const auto [entry, fresh] = by_id_.try_emplace(job.id, touched_.size());
    if (fresh) touched_.push_back({job.id, nullptr, goal_of(job.id), false, false, false, {}});
    Touched& one = touched_[entry->second];
    one.jobs.push_back(index);
    one.removed = job.verb == Verb::remove && result.progress[index] == Progress::done;
    if (job.desired != nullptr && job.step != Step::down) one.now = job.desired;
    if (job.step == Step::down && one.now == nullptr) one.now = job.before;
    one.ran = one.ran || job.action == Action::run;
    one.adopted = one.adopted || job.action == Action::adopt;
  }
  for (const Touched& one : touched_) {
    if (one.id.type() == "volume" && one.now != nullptr && one.now->retain && one.goal == nullptr) {
      keeping_.insert(std::string(one.id.component()));
    }
  }
}

void UndoBuilder::gather_earlier_runs(const LoopResult& result) {
  std::vector<Id> ids;
  for (const Touched& one : touched_) ids.push_back(one.id);
  std::vector<Touched> earlier;
  for (const auto& [now, goal] : earlier_changes(plan_, forward_, result, ids))
    earlier.push_back({now->id, now, goal, now->driver == "task", false, false, {}});
  touched_.insert(touched_.begin(), earlier.begin(), earlier.end());
  by_id_.clear();
  for (std::size_t i = 0; i < touched_.size(); ++i) by_id_.emplace(touched_[i].id, i);
}

bool UndoBuilder::takes_back(const Touched& one) {
  if (!one.ran || one.now == nullptr) return false;
  return one.now->back == TaskBack::undo || (one.now->back == TaskBack::rerun && one.goal != nullptr);
}

bool UndoBuilder::keeps_data(const Touched& one) const {
  if (one.now == nullptr || one.goal != nullptr) return false;
  return one.now->retain || (one.id.type() == "secret" && keeping_.contains(one.id.component()));
}

std::uint32_t UndoBuilder::add(Job job, bool open) {
  job.undoing = true;
  undo_.jobs.push_back(std::move(job));
  const auto index = static_cast<std::uint32_t>(undo_.jobs.size() - 1);
  if (open) open_.push_back(index);
  return index;
}

std::uint32_t UndoBuilder::barrier(std::vector<std::uint32_t> needs, std::optional<std::uint32_t> also) {
  Job job;
  job.verb = Verb::barrier;
  job.needs = std::move(needs);
  if (also) job.needs.push_back(*also);
  return add(std::move(job), false);
}

/// Phase 1. The forward jobs turned round: a workload goes down when everything that needed it is down.
void UndoBuilder::take_down() {
  std::vector<std::vector<std::uint32_t>> waits(forward_.size());
  for (std::size_t step = forward_.size(); step-- > 0;) {
    const Job& forward = forward_[step];
    const auto found = by_id_.find(forward.id);
    if (found == by_id_.end()) continue;
    const Touched& one = touched_[found->second];
    const bool last = !one.jobs.empty() && one.jobs.back() == step;
    Job job;
    if (last && is_workload(one.id) && one.now != nullptr && !one.removed) {
      job = stop_job(one);
    } else {
      job.verb = Verb::barrier;
    }
    job.needs = std::move(waits[step]);
    const auto index = add(std::move(job));
    for (const auto need : forward.needs) waits[need].push_back(index);
  }
  for (const Touched& one : touched_) {
    if (one.jobs.empty() && is_workload(one.id)) add(stop_job(one));
  }
}

Job UndoBuilder::stop_job(const Touched& one) {
  Job job;
  job.id = one.id;
  job.action = Action::update;
  job.step = Step::down;
  job.desired = one.now;
  job.before = one.goal;
  job.gated = false;
  job.inventory = Settlement::Inventory::leave;
  job.text = "stopped";
  return job;
}

std::optional<Job> UndoBuilder::task_job(const Touched& one) {
  Job job;
  job.id = one.id;
  job.action = Action::run;
  job.desired = one.now;
  job.before = one.goal;
  job.record = one.goal;
  job.gated = false;
  job.inventory = one.goal != nullptr ? Settlement::Inventory::put : Settlement::Inventory::drop;
  switch (one.now->back) {
    case TaskBack::undo:
      job.verb = Verb::undo_task;
      return job;
    case TaskBack::rerun:
      if (one.goal == nullptr) break;
      job.desired = one.goal;
      job.before = one.now;
      return job;
    case TaskBack::none:
      keep(one, "it cannot be undone");
      return std::nullopt;
    case TaskBack::keep:
      if (one.goal == nullptr) break;
      return known_again(one);
  }
  keep(one, "what it did does no harm and is used again");
  return std::nullopt;
}

/// A task whose effect is there: what it did was kept, or its removal took away its run alone. Running it again would
/// repeat that; an interruption leaves nothing but to record it.
Job UndoBuilder::known_again(const Touched& one) {
  Job job;
  job.id = one.id;
  job.action = Action::none;
  job.verb = Verb::record;
  job.desired = job.record = one.goal;
  job.gated = false;
  return job;
}

std::optional<Job> UndoBuilder::back_job(const Touched& one) {
  if (one.ran && one.now != nullptr) return task_job(one);
  if (one.now == nullptr && one.goal != nullptr && one.goal->driver == "task") return known_again(one);
  if (keeps_data(one)) {
    keep(one, one.id.type() == "secret" ? "it opens data that is kept" : "it holds data");
    return std::nullopt;
  }
  if (one.adopted && one.goal == nullptr) {
    keep(one, "it was there before this stack");
    return std::nullopt;
  }
  Job job;
  job.id = one.id;
  job.desired = one.goal;
  job.before = one.now;
  job.record = one.goal;
  if (one.goal == nullptr) {
    if (one.now == nullptr) return std::nullopt;
    job.action = Action::remove;
    job.verb = Verb::remove;
    job.gated = false;
    job.inventory = Settlement::Inventory::drop;
    return job;
  }
  job.action = one.now == nullptr ? Action::create : Action::update;
  return job;
}

/// Phase 2. Reverse order of completion, where the order matters: what needed an object is taken back before it, and
/// tasks one after the other. Workloads that were not there before go here; earlier ones wait for phase 3.
void UndoBuilder::take_back(std::uint32_t after) {
  std::vector<std::vector<std::uint32_t>> waits(forward_.size());
  std::optional<std::uint32_t> last_task;
  for (const auto& one : std::views::reverse(touched_)) {
    if (is_workload(one.id) && one.goal != nullptr) continue;
    std::vector<std::uint32_t> needs{after};
    for (const auto index : one.jobs) needs.insert(needs.end(), waits[index].begin(), waits[index].end());
    auto job = back_job(one);
    const bool task = job && job->action == Action::run;
    if (task && last_task) needs.push_back(*last_task);
    if (!job) {
      job.emplace();
      job->verb = Verb::barrier;
    }
    job->needs = std::move(needs);
    const auto added = add(std::move(*job));
    if (task) last_task = added;
    for (const auto index : one.jobs) {
      for (const auto need : forward_[index].needs) waits[need].push_back(added);
    }
  }
}

/// The objects as they were before the run, goals among them: unchanged ones keep the order that leads through them.
std::vector<const Object*> UndoBuilder::earlier_objects() const {
  std::vector<const Object*> earlier;
  for (const Object& object : plan_.objects) {
    if (!plan_.before.contains(object.id) && !by_id_.contains(object.id)) earlier.push_back(&object);
  }
  for (const auto& [id, object] : plan_.before) {
    if (!by_id_.contains(id)) earlier.push_back(&object);
  }
  for (const Touched& one : touched_) {
    if (one.goal != nullptr) earlier.push_back(one.goal);
  }
  return earlier;
}

/// Phase 3. Earlier workloads, gated on health, each after the earlier workloads it needs.
void UndoBuilder::bring_up(std::uint32_t after, bool split) {
  const ObjectGraph earlier = ObjectGraph::recorded(earlier_objects());
  std::vector<std::uint32_t> node_job(earlier.graph().size());
  for (const GraphNode node : earlier.order()) {
    const Object* object = earlier.object(node);
    const auto found = object != nullptr && is_workload(object->id) ? by_id_.find(object->id) : by_id_.end();
    Job job;
    job.verb = Verb::barrier;
    if (found != by_id_.end()) {
      const Touched& one = touched_[found->second];
      job.verb = Verb::apply;
      job.id = one.id;
      job.action = one.removed ? Action::create : Action::update;
      job.step = split ? Step::up : Step::act;
      job.desired = job.record = one.goal;
      job.before = one.now;
    }
    job.needs.push_back(after);
    for (const GraphNode need : earlier.graph().needs(node)) job.needs.push_back(node_job[need]);
    node_job[node] = add(std::move(job));
  }
}

}  // namespace

UndoJobs undo_jobs(const Plan& plan, const std::vector<Job>& forward, const LoopResult& result,
                   const std::vector<bool>& islands) {
  return UndoBuilder(plan, forward, result, islands).build();
}

}  // namespace trimtab
