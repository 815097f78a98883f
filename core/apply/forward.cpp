#include "core/apply/forward.h"

#include <unordered_map>

namespace trimtab {
namespace {

Job job_of(const Change& change, const Object* desired, const Object* before) {
  Job job;
  job.id = change.id;
  job.action = change.action;
  job.step = change.step;
  job.undo = change.undo;
  job.desired = desired;
  job.before = before;
  job.record = desired;
  if (change.action == Action::none) {
    job.verb = Verb::barrier;
  } else if (change.undoing) {
    job.verb = Verb::undo_task;
    job.desired = before;
    job.before = desired;
    job.gated = false;
    if (desired == nullptr) job.inventory = Settlement::Inventory::drop;
  } else if (change.action == Action::remove) {
    job.verb = Verb::remove;
    job.desired = nullptr;
    job.gated = false;
    job.inventory = Settlement::Inventory::drop;
  } else if (change.step == Step::down) {
    job.gated = false;
    job.inventory = Settlement::Inventory::leave;
  }
  return job;
}

}  // namespace

std::vector<Job> forward_jobs(const Plan& plan) {
  std::unordered_map<Id, const Object*> desired;
  desired.reserve(plan.objects.size());
  for (const Object& object : plan.objects) desired.emplace(object.id, &object);

  std::vector<Job> jobs;
  jobs.reserve(plan.changes.size());
  for (const Change& change : plan.changes) {
    const auto wanted = desired.find(change.id);
    const auto known = plan.before.find(change.id);
    Job job = job_of(change, wanted == desired.end() ? nullptr : wanted->second,
                     known == plan.before.end() ? nullptr : &known->second);
    job.needs = change.needs;
    jobs.push_back(std::move(job));
  }
  return jobs;
}

}  // namespace trimtab
