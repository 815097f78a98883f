#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/model/event.h"
#include "core/model/plan.h"
#include "core/support/style.h"

namespace trimtab {

/// What a run looks like while it goes on: fed with events, asked for lines. Pure; the sinks add the terminal.
class ProgressBoard {
 public:
  /// With a plan, changes that did not start yet are shown with what they wait for.
  explicit ProgressBoard(const Plan* plan);

  /// Takes the event in and returns the lines that stand for good, without line ends; most events have none or one.
  std::vector<std::string> take(const Event& event, SteadyTime now, const Style& style);
  /// The part below the rule: what runs, what waits for what and why. At most `height` lines of at most `width`
  /// columns.
  [[nodiscard]] std::vector<std::string> live(SteadyTime now, std::size_t width, std::size_t height,
                                              const Style& style) const;
  [[nodiscard]] bool running() const { return running_; }

 private:
  struct Active {
    SteadyTime since{};
    std::string text;
    bool waiting = false;
  };

  void settle(const Event& event);
  [[nodiscard]] std::string line(std::string_view state, Colour colour, std::string_view id, const std::string& elapsed,
                                 std::string_view text, const Style& style, std::size_t width = 0) const;
  [[nodiscard]] std::string settled_line(const Event& event, const Style& style) const;
  [[nodiscard]] std::vector<std::string> held(std::size_t limit, std::size_t width, const Style& style) const;

  const Plan* plan_;
  std::map<Id, Active> active_;
  std::unordered_map<std::string, bool> settled_;  // "id#step" of changes that are over
  SteadyTime started_{};
  std::uint32_t done_ = 0;
  std::uint32_t total_ = 0;
  std::size_t id_width_ = 26;
  bool running_ = false;
  bool undoing_ = false;
};

}  // namespace trimtab
