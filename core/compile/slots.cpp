#include "core/compile/slots.h"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace trimtab {
namespace {

/// Numbers of one pool. Finding the next free one costs next to nothing however many want the same: each number that
/// was found used points on.
class Pool {
 public:
  [[nodiscard]] bool uses(std::int64_t number) const { return used_.contains(number); }
  void use(std::int64_t number) {
    used_.insert(number);
    next_[number] = number + 1;
  }
  /// The first number at or after this one that nothing here uses.
  [[nodiscard]] std::int64_t after(std::int64_t number) {
    std::int64_t end = number;
    for (auto step = next_.find(end); step != next_.end(); step = next_.find(end)) end = step->second;
    while (number != end) number = std::exchange(next_[number], end);
    return end;
  }

 private:
  std::unordered_set<std::int64_t> used_;
  std::unordered_map<std::int64_t, std::int64_t> next_;
};

class Choice {
 public:
  Choice(const std::map<std::string, std::int64_t>& recorded,
         const std::function<bool(const std::string&, std::int64_t)>& is_taken)
      : recorded_(recorded), is_taken_(is_taken) {}

  void make(std::span<const SlotRequest> requests) {
    std::set<std::string_view> asked;
    for (const SlotRequest& request : requests) asked.insert(request.key);
    for (const auto& [key, number] : recorded_) {
      ours_.insert(number);
      if (!asked.contains(key)) leaving_.insert(number);
    }
    for (const SlotRequest& request : requests) {
      if (request.fixed) fix(request);
    }
    for (const SlotRequest& request : requests) {
      if (!request.fixed) keep(request);
    }
    for (const SlotRequest& request : requests) {
      if (!chosen_.numbers.contains(request.key)) find(request);
    }
  }

  ChosenSlots take() { return std::move(chosen_); }

 private:
  void grant(const SlotRequest& request, std::int64_t number) {
    pools_[request.pool].use(number);
    chosen_.numbers[request.key] = number;
  }

  void fix(const SlotRequest& request) {
    const bool own = pools_[request.pool].uses(request.prefer);
    const bool foreign = !ours_.contains(request.prefer) && is_taken_(request.pool, request.prefer);
    if (own || foreign) chosen_.taken.push_back({&request, request.prefer, true, own});
    grant(request, request.prefer);
  }

  void keep(const SlotRequest& request) {
    const auto before = recorded_.find(request.key);
    if (before == recorded_.end() || before->second < request.first || before->second > request.last) return;
    if (!pools_[request.pool].uses(before->second)) grant(request, before->second);
  }

  [[nodiscard]] bool is_free(const SlotRequest& request, std::int64_t number) const {
    return !leaving_.contains(number) && !is_taken_(request.pool, number);
  }

  /// The first free number in [from, to]. Numbers others have are marked as used on the way.
  std::optional<std::int64_t> search(const SlotRequest& request, std::int64_t from, std::int64_t to) {
    Pool& pool = pools_[request.pool];
    std::int64_t number = pool.after(from);
    while (number <= to && !is_free(request, number)) {
      pool.use(number);
      number = pool.after(number);
    }
    if (number > to) return std::nullopt;
    return number;
  }

  void find(const SlotRequest& request) {
    const std::int64_t wish = std::max(request.first, std::min(request.prefer, request.last));
    const bool wish_taken = !leaving_.contains(wish) && is_taken_(request.pool, wish);
    auto number = search(request, wish, request.last);
    if (!number) number = search(request, request.first, wish - 1);
    if (!number) {
      chosen_.exhausted.push_back(&request);
      return;
    }
    if (wish_taken && request.named) chosen_.taken.push_back({&request, *number, false, false});
    grant(request, *number);
  }

  const std::map<std::string, std::int64_t>& recorded_;
  const std::function<bool(const std::string&, std::int64_t)>& is_taken_;
  std::unordered_set<std::int64_t> ours_;
  std::unordered_set<std::int64_t> leaving_;
  std::map<std::string, Pool> pools_;
  ChosenSlots chosen_;
};

}  // namespace

ChosenSlots choose_slots(std::span<const SlotRequest> requests, const std::map<std::string, std::int64_t>& recorded,
                         const std::function<bool(const std::string&, std::int64_t)>& is_taken) {
  Choice choice(recorded, is_taken);
  choice.make(requests);
  return choice.take();
}

}  // namespace trimtab
