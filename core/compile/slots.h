#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/model/fact.h"
#include "core/support/error.h"

namespace trimtab {

/// A wish that could not be granted because someone else has the number.
struct TakenSlot {
  const SlotRequest* request = nullptr;
  std::int64_t chosen = 0;  ///< what it got instead; its own wish when that was fixed
  bool fixed = false;
  bool by_us = false;  ///< another slot of this stack has it
};

struct ChosenSlots {
  std::map<std::string, std::int64_t> numbers;
  std::vector<TakenSlot> taken;
  std::vector<const SlotRequest*> exhausted;  ///< nothing free is left in their range
};

/// Pure: what the record has stays, then the preferred number, then the next free one after it, around the range.
/// `is_taken(pool, number)`: someone else has it. Numbers that the record holds for slots that are not asked for any
/// more are passed over once: their objects are still there.
[[nodiscard]] ChosenSlots choose_slots(std::span<const SlotRequest> requests,
                                       const std::map<std::string, std::int64_t>& recorded,
                                       const std::function<bool(const std::string&, std::int64_t)>& is_taken);

}  // namespace trimtab
