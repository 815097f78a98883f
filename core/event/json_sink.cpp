#include <mutex>

#include "core/event/sinks.h"

namespace trimtab {
namespace {

Value line_of(const Event& event, WallTime at) {
  Value line{{"v", 1}, {"event", to_text(event.kind)}, {"run", event.run}, {"at_ms", at.time_since_epoch().count()}};
  if (!event.id.empty()) {
    line["id"] = event.id.text();
    line["change"] = to_text(event.action);
    line["step"] = to_text(event.step);
    line["elapsed_ms"] = event.elapsed.count();
  }
  if (!event.text.empty()) line["text"] = event.text;
  if (event.diagnostic) line["diagnostic"] = to_value(*event.diagnostic);
  line["done"] = event.done;
  line["total"] = event.total;
  return line;
}

class JsonSink final : public Sink {
 public:
  JsonSink(Write write, Clock& clock) : write_(std::move(write)), clock_(clock) {}

  void emit(const Event& event) override {
    // Bytes that are no UTF-8 come from programs' last words; a replacement character beats no event.
    const std::string text = line_of(event, clock_.wall()).dump(-1, ' ', true, Value::error_handler_t::replace);
    const std::scoped_lock lock(mutex_);
    write_(text + "\n");
  }

 private:
  Write write_;
  Clock& clock_;
  std::mutex mutex_;  // keeps lines whole
};

}  // namespace

std::unique_ptr<Sink> make_json_sink(Write write, Clock& clock) {
  return std::make_unique<JsonSink>(std::move(write), clock);
}

}  // namespace trimtab
