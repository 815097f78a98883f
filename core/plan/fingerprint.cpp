#include "core/plan/fingerprint.h"

#include <fmt/format.h>

#include "core/support/digest.h"

namespace trimtab {
namespace {

constexpr std::size_t shown_moves = 10;

std::string describe(const std::string& before, const std::string& now) {
  if (before.empty()) return "is there now";
  if (now.empty()) return "is gone";
  const auto recorded = [](const std::string& print) { return print.substr(0, print.find(':')); };
  return recorded(before) != recorded(now) ? "was changed by another run" : "is not as it was when the plan was made";
}

class Moves {
 public:
  void add(std::string line) {
    if (lines_.size() < shown_moves) lines_.push_back(std::move(line));
    ++count_;
  }

  [[nodiscard]] Status verdict() && {
    if (count_ == 0) return {};
    if (count_ > lines_.size()) lines_.push_back(fmt::format("and {} more", count_ - lines_.size()));
    Diagnostic diagnostic;
    diagnostic.code = "E0603";
    diagnostic.what = fmt::format("this plan is stale: {} {} moved since it was made", count_,
                                  count_ == 1 ? "thing has" : "things have");
    diagnostic.why = std::move(lines_);
    diagnostic.next = "make the plan again: trimtab plan --out FILE";
    return fail(Errc::stale, std::move(diagnostic));
  }

 private:
  std::vector<std::string> lines_;
  std::size_t count_ = 0;
};

void compare(const Plan& plan, const Id& id, const Record& record, const Live& live, Moves& moves) {
  const auto recorded = record.objects.find(id);
  const std::string now = fingerprint(recorded == record.objects.end() ? nullptr : &recorded->second, live.find(id));
  const auto before = plan.fingerprints.find(id);
  static const std::string absent;
  const std::string& then = before == plan.fingerprints.end() ? absent : before->second;
  if (now == then) return;
  const Observed* observed = live.find(id);
  if (observed != nullptr && !observed->ours && !observed->owner.empty()) {
    moves.add(fmt::format("{}: {} is there now", id.text(), observed->owner));
  } else {
    moves.add(fmt::format("{} {}", id.text(), describe(then, now)));
  }
}

}  // namespace

std::string fingerprint(const Recorded* recorded, const Observed* observed) {
  const bool there = observed != nullptr && (observed->exists || !observed->ours || observed->done);
  if (recorded == nullptr && !there) return {};
  std::string drift;
  if (there) {
    for (const Difference& difference : observed->drift) drift += difference.path + '=' + difference.to.dump() + '\n';
  }
  return fmt::format("{}:{}{}{}{}{}", recorded != nullptr ? recorded->object.digest().substr(0, 12) : "",
                     there && observed->exists ? "there" : "gone", there && !observed->ours ? ",foreign" : "",
                     there && observed->done ? ",done" : "", drift.empty() ? "" : ",drift ",
                     drift.empty() ? "" : sha256(drift).substr(0, 12));
}

Status check_current(const Plan& plan, const Record& record, const Live& live) {
  Moves moves;
  if (!record.uid.empty() && record.uid != plan.uid) {
    moves.add(fmt::format("stack {} was made anew since", plan.stack));
  }
  if (record.revision != plan.base_revision) {
    moves.add(fmt::format("the plan is against revision {}, the stack is at {}", plan.base_revision, record.revision));
  }
  std::unordered_map<std::string_view, bool> seen;
  seen.reserve(plan.objects.size());
  for (const Object& object : plan.objects) {
    seen.emplace(object.id.text(), true);
    compare(plan, object.id, record, live, moves);
  }
  for (const auto& [id, recorded] : record.objects) {
    if (!seen.contains(id.text())) compare(plan, id, record, live, moves);
  }
  return std::move(moves).verdict();
}

}  // namespace trimtab
