#include <fmt/format.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/event/progress.h"
#include "core/event/sinks.h"

namespace trimtab {
namespace {

constexpr std::chrono::milliseconds redraw_every{100};
// Lines of the live part; more would push what stands out of sight.
constexpr std::size_t tallest_live_part = 16;

class TerminalSink final : public Sink {
 public:
  TerminalSink(Write write, Clock& clock, const Plan* plan, Style style, std::function<TerminalSize()> size)
      : write_(std::move(write)), clock_(clock), style_(style), size_(std::move(size)), board_(plan) {
    painter_ = std::jthread([this](const std::stop_token& stop) { repaint(stop); });
  }

  ~TerminalSink() override {
    painter_.request_stop();
    painter_.join();
    const std::scoped_lock lock(mutex_);
    write_(erased());
  }

  void emit(const Event& event) override {
    const std::scoped_lock lock(mutex_);
    std::string text;
    for (const std::string& line : board_.take(event, clock_.steady(), style_)) text += line + "\n";
    if (text.empty()) return;
    redraw(text);
  }

 private:
  void repaint(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested()) {
      if (board_.running()) redraw({});
      wake_.wait_for(lock, stop, redraw_every, [] { return false; });
    }
  }

  /// `standing` takes the place of the live part, which is drawn anew below it. One write: no half picture is seen.
  void redraw(const std::string& standing) {
    std::string picture = erased();
    picture += standing;
    picture += drawn();
    write_(picture);
  }

  /// Moves the cursor up over the live part and clears it.
  std::string erased() {
    std::string text;
    if (drawn_lines_ > 0) text = fmt::format("\x1b[{}A\r\x1b[J", drawn_lines_);
    drawn_lines_ = 0;
    return text;
  }

  std::string drawn() {
    const TerminalSize size = size_();
    const std::size_t height = std::min(tallest_live_part, size.height > 2 ? size.height - 2 : 1);
    std::string text;
    for (const std::string& line : board_.live(clock_.steady(), size.width > 1 ? size.width - 1 : 1, height, style_)) {
      text += line + "\n";
      ++drawn_lines_;
    }
    return text;
  }

  Write write_;
  Clock& clock_;
  const Style style_;
  std::function<TerminalSize()> size_;
  std::mutex mutex_;  // guards all below and the screen
  std::condition_variable_any wake_;
  ProgressBoard board_;
  std::size_t drawn_lines_ = 0;
  std::jthread painter_;
};

}  // namespace

std::unique_ptr<Sink> make_terminal_sink(Write write, Clock& clock, const Plan* plan, Style style,
                                         std::function<TerminalSize()> size) {
  return std::make_unique<TerminalSink>(std::move(write), clock, plan, style, std::move(size));
}

}  // namespace trimtab
