#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/model/plan.h"
#include "core/support/error.h"

namespace trimtab {

/// Changes and who waits for whom, while a plan is being made: in any order, numbered as they come.
class Draft {
 public:
  using Number = std::uint32_t;
  static constexpr Number none = 0xffffffff;
  /// Changes someone has to wait for. Longer ones are replaced by a join, so that passing them on stays cheap.
  using Waits = std::vector<Number>;

  [[nodiscard]] Number add(Change change);
  void wait(Number change, Number need) { edges_.emplace_back(change, need); }
  void wait(Number change, const Waits& needs);
  /// Sorted, without doubles, and one join when there are more than a few. `id` names the join.
  [[nodiscard]] Waits gathered(Waits waits, const Id& id);

  [[nodiscard]] std::size_t size() const { return changes_.size(); }
  [[nodiscard]] Change& at(Number number) { return changes_[number]; }
  /// Per change: whether it waits, directly or not, for one of `starts`.
  [[nodiscard]] std::vector<bool> after(std::span<const Number> starts) const;
  /// The changes in an order in which needs stand before, with their needs filled in.
  [[nodiscard]] Result<std::vector<Change>> finish() &&;

 private:
  std::vector<Change> changes_;
  std::vector<std::pair<Number, Number>> edges_;
};

}  // namespace trimtab
