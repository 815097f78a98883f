#include "core/apply/crew.h"

#include <utility>

namespace trimtab {
namespace {
// Looks are short (≤ 5 s by contract) and mostly wait for a socket or a child: four at a time keep up with hundreds.
constexpr std::size_t probe_threads = 4;
}  // namespace

Crew::Crew(std::size_t slots) : slots_(slots), effect_threads_(slots), probe_threads_(probe_threads) {}

void Crew::start_effect(std::function<Completion()> work) {
  ++effects_;
  effect_threads_.post([this, work = std::move(work)] { deliver(work()); });
}

void Crew::start_probe(std::function<Completion()> work) {
  ++probes_;
  probe_threads_.post([this, work = std::move(work)] { deliver(work()); });
}

void Crew::tell(std::uint32_t job, News news) {
  Completion completion;
  completion.job = job;
  completion.news = std::move(news);
  deliver(std::move(completion));
}

void Crew::deliver(Completion completion) {
  // Notify under the lock: the owner may be the last user of the condition and destroy it right after waking.
  const std::scoped_lock lock(mutex_);
  inbox_.push_back(std::move(completion));
  arrived_.notify_one();
}

std::vector<Completion> Crew::collect(Duration at_most) {
  std::unique_lock lock(mutex_);
  arrived_.wait_for(lock, at_most, [this] { return !inbox_.empty(); });
  std::vector<Completion> completions = std::exchange(inbox_, {});
  lock.unlock();
  for (const Completion& completion : completions) {
    if (!completion.news) --(completion.effect ? effects_ : probes_);
  }
  return completions;
}

}  // namespace trimtab
