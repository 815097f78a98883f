#include <mutex>

#include "core/event/progress.h"
#include "core/event/sinks.h"

namespace trimtab {
namespace {

class PlainSink final : public Sink {
 public:
  PlainSink(Write write, Clock& clock, const Plan* plan) : write_(std::move(write)), clock_(clock), board_(plan) {}

  void emit(const Event& event) override {
    const std::scoped_lock lock(mutex_);
    for (const std::string& line : board_.take(event, clock_.steady(), Style{})) write_(line + "\n");
  }

 private:
  Write write_;
  Clock& clock_;
  std::mutex mutex_;  // guards board_ and the order of lines
  ProgressBoard board_;
};

}  // namespace

std::unique_ptr<Sink> make_plain_sink(Write write, Clock& clock, const Plan* plan) {
  return std::make_unique<PlainSink>(std::move(write), clock, plan);
}

}  // namespace trimtab
