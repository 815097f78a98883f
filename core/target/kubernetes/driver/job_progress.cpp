#include "core/target/kubernetes/driver/job_progress.h"

#include <utility>

#include "core/target/kubernetes/driver/pod_log.h"
#include "core/target/kubernetes/health/fields.h"

namespace trimtab {
namespace {

constexpr Duration pause = std::chrono::seconds(1);
// Between two looks; a program that writes more is not read line by line anyway.
constexpr std::size_t most_lines = 500;

/// Before that there is no log, and asking for it is an error.
bool has_started(const Value& pod) {
  const Value& program = list_at(pod, "/status/containerStatuses");
  return !program.empty() && (has(program.front(), "/state/running") || has(program.front(), "/state/terminated"));
}

}  // namespace

void JobProgress::look(const Value& job) {
  const SteadyTime now = site_.seams.clock.steady();
  if (now < next_) return;
  next_ = now + pause;
  const std::vector<Value> pods = pods_of(site_, job);
  if (effect_.say) {
    for (const Value& pod : pods) tell_lines(pod);
  }
  const auto worst = worst_of(site_, pods);
  const std::string reason = worst && worst->state != HealthState::healthy ? worst->reason : std::string();
  if (effect_.wait && reason != std::exchange(held_up_, reason)) effect_.wait(reason);
}

void JobProgress::end(const Value& job) {
  if (!effect_.say) return;
  for (const Value& pod : pods_of(site_, job)) tell_lines(pod);
}

void JobProgress::tell_lines(const Value& pod) {
  if (!has_started(pod)) return;
  NewLines& known = lines_[text_at(pod, "/metadata/name")];
  const KubeLog what{.lines = most_lines, .container = program_of(pod), .times = true, .since = known.since()};
  const auto text = site_.client.log(key_of(pod), what);
  if (!text) return;  // a log that cannot be read stops no Job
  for (const std::string& line : known.take(*text, most_lines)) effect_.say(line);
}

}  // namespace trimtab
