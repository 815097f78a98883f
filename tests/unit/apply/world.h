#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/apply/apply.h"
#include "core/model/desired.h"
#include "core/plan/live.h"
#include "core/plan/plan.h"
#include "core/support/text.h"
#include "tests/support/manual_clock.h"
#include "tests/support/memory_store.h"

namespace trimtab::test {

/// A world without a machine: what is made is a name in a map, and every call is written down. One worker, so that the
/// order of calls is fixed. Stacks are written in one line: "volume/data, workload/db=1 -> volume/data".
class World final : public Target, private Driver {
 public:
  World() : store_(clock_) {}

  /// The object whose effect says no, until told otherwise; the one that never becomes healthy.
  void fail(const std::string& id) { failing_.insert(whole(id)); }
  void never_healthy(const std::string& id) { sick_.insert(whole(id)); }
  /// Its removal leaves something, which counts for who wants it gone.
  void leave_rest_of(const std::string& id) { rests_.insert(whole(id)); }
  void mend() {
    failing_.clear();
    sick_.clear();
    answers_.clear();
    healths_.clear();
    unknown_driver_.clear();
  }
  /// What the effects on this object come to, in place of what they would.
  void when_touched(const std::string& id, std::function<Result<Effected>(const Effect&)> answer) {
    answers_[whole(id)] = std::move(answer);
  }
  /// How this object is, each time somebody looks.
  void when_looked_at(const std::string& id, std::function<Result<Health>()> answer) {
    healths_[whole(id)] = std::move(answer);
  }
  /// The last lines that this object wrote.
  void wrote(const std::string& id, std::vector<std::string> lines) { words_[whole(id)] = std::move(lines); }
  /// A driver that there is while plans are made and no longer when they are carried out.
  void knows_no(const std::string& driver) { unknown_driver_ = driver; }
  /// What mending says it did before the run.
  void needed(std::vector<std::string> mended) { mended_ = std::move(mended); }
  /// Changes every plan before it is applied: what a spec can say and a line of this world cannot.
  void edit_plan(std::function<void(Plan&)> edit) { edit_ = std::move(edit); }
  void spec_is_at(const Places* places) { places_ = places; }
  /// As a signal does.
  void interrupt() { cancel_->raise(); }
  /// Asked before every call that an apply makes of the target or a driver; an error is what that call answers.
  void before_call(std::function<Status()> question) { question_ = std::move(question); }
  /// Stops the run when this object's effect starts.
  void interrupt_at(const std::string& id) { interrupt_at_ = whole(id); }

  Report apply(const std::string& stack, ApplyOptions options = {}) { return *try_apply(stack, std::move(options)); }

  Result<Report> try_apply(const std::string& stack, ApplyOptions options = {}) {
    calls_.clear();
    return carry_out(planned(stack), std::move(options));
  }

  /// The command `rollback`.
  Result<Report> try_roll_back(std::uint64_t revision) {
    calls_.clear();
    PlanOptions options = plan_options();
    options.obey_back = true;
    Desired desired = desired_of(*store_.revision(revision), "test", "memory", Value::object());
    return carry_out(planned(std::move(desired), options), {});
  }

  Result<Report> carry_out(Plan plan, ApplyOptions options) {
    if (edit_) edit_(plan);
    options.workers = 1;
    options.budget = std::chrono::seconds(30);
    cancel_ = std::make_unique<Cancel>();
    return apply_plan(plan, {store_, *this, clock_, sink_, *cancel_, places_}, options);
  }

  Plan planned(const std::string& stack) {
    Desired desired;
    desired.stack = "test";
    desired.target = "memory";
    if (!stack.empty()) {
      for (const std::string& entry : split(stack, ',')) desired.objects.push_back(object(entry));
    }
    PlanOptions options = plan_options();
    options.destroy = stack.empty();
    return planned(std::move(desired), options);
  }

  Plan planned(Desired desired, const PlanOptions& options) {
    planning_ = true;
    const Record record = *store_.read();
    const Live live = *trimtab::observe(*this, desired.objects, record);
    planning_ = false;
    return *make_plan(std::move(desired), record, live, options);
  }

  PlanOptions plan_options() {
    PlanOptions options;
    options.new_uid = "uid";
    options.allow_delete = 100;
    options.delete_volumes = true;
    options.since_revision = *store_.since_revision();
    return options;
  }

  [[nodiscard]] std::string calls() const { return join(calls_, ", "); }
  /// "workload/db=1, config/x=2": what stands in the world.
  [[nodiscard]] std::string state() const {
    std::vector<std::string> parts;
    for (const auto& [id, value] : made_) parts.push_back(short_name(id) + "=" + value);
    return join(parts, ", ");
  }
  MemoryStore& store() { return store_; }
  [[nodiscard]] const std::vector<Event>& events() const { return sink_.events; }
  /// Something was said to be done while the journal did not have it yet.
  [[nodiscard]] bool told_too_early() const { return sink_.too_early; }

  std::string_view kind() const override { return "memory"; }
  std::string description() const override { return "memory"; }
  void belongs_to(const std::string&) override {}
  Result<Value> observe_target() override { return Value::object(); }
  Result<Value> observe_facts(std::span<const FactRequest>) override { return Value::object(); }
  std::vector<SlotRequest> slots(std::span<const Resource>) const override { return {}; }
  bool is_taken(const Value&, std::string_view, std::int64_t) const override { return false; }
  Result<std::vector<Object>> lower(const Lowering&) const override { return std::vector<Object>(); }
  Result<std::string> read_secret(const std::string& place) override {
    return trimtab::fail(Errc::invalid, "E0746", place + " is no secret");
  }
  Driver* driver(std::string_view name) override { return !planning_ && name == unknown_driver_ ? nullptr : this; }
  bool needs_mending() const override { return false; }
  Result<std::vector<std::string>> prepare() override {
    TRIMTAB_CHECK(asked());
    return mended_;
  }
  Status retire() override { return asked(); }
  Status dissolve() override { return asked(); }

 private:
  struct Recorder final : Sink {
    explicit Recorder(World& observed) : world(observed) {}
    void emit(const Event& event) override {
      events.push_back(event);
      if (event.kind != EventKind::change_done) return;
      const auto operations = world.store_.operations(event.run);
      for (const Operation& operation : operations.value()) {
        if (operation.id == event.id && operation.status == OperationStatus::intended) too_early = true;
      }
    }
    World& world;
    std::vector<Event> events;
    bool too_early = false;
  };

  static std::string whole(const std::string& id) { return "app/" + id; }
  static std::string short_name(const std::string& id) { return id.substr(id.find('/') + 1); }

  /// "type/name[=value][!undo|!rerun|!keep|!none][ down ID][ -> ID + ID]"
  static Object object(const std::string& entry) {
    Object made;
    const auto arrow = entry.find("->");
    if (arrow != std::string::npos) {
      for (const std::string& need : split(entry.substr(arrow + 2), '+'))
        made.needs.push_back(*Id::parse(whole(word(need))));
    }
    std::string head = entry.substr(0, arrow);
    if (const auto down = head.find(" down "); down != std::string::npos) {
      made.while_down.push_back(*Id::parse(whole(word(head.substr(down + 6)))));
      head.resize(down);
    }
    head = word(head);
    if (const auto back = head.find('!'); back != std::string::npos) {
      made.back = *task_back_from(head.substr(back + 1));
      head.resize(back);
    }
    const auto equals = head.find('=');
    made.id = *Id::parse(whole(head.substr(0, equals)));
    made.driver = std::string(made.id.type());
    if (made.driver == "workload") made.driver = "service";
    made.retain = made.driver == "volume";
    made.desired["value"] = equals == std::string::npos ? "1" : head.substr(equals + 1);
    return made;
  }
  static std::string word(const std::string& text) {
    const auto first = text.find_first_not_of(' ');
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
  }

  Status asked() const { return !planning_ && question_ ? question_() : Status(); }
  void note(const std::string& what, const Id& id) { calls_.push_back(what + " " + short_name(id.text())); }

  Result<std::vector<Observed>> observe(std::span<const Question> questions) override {
    TRIMTAB_CHECK(asked());
    std::vector<Observed> answers;
    for (const Question& question : questions) {
      const Object& asked = question.desired != nullptr ? *question.desired : question.recorded->object;
      const auto found = made_.find(asked.id.text());
      Observed seen;
      seen.exists = found != made_.end() || (question.desired == nullptr && rests_.contains(asked.id.text()));
      seen.done = found != made_.end() && question.desired != nullptr &&
                  found->second == question.desired->desired.at("value").get<std::string>();
      const Object& known = question.recorded != nullptr ? question.recorded->object : *question.desired;
      if (const Value& value = known.desired.at("value");
          found != made_.end() && !seen.done && known.driver != "task" && found->second != value.get<std::string>())
        seen.drift.push_back({"/value", value, found->second});
      seen.native = "identity of " + short_name(asked.id.text());
      seen.health.state = !seen.exists ? HealthState::stopped : health_of(asked.id.text());
      answers.push_back(seen);
    }
    return answers;
  }
  HealthState health_of(const std::string& id) const {
    return sick_.contains(id) ? HealthState::starting : HealthState::healthy;
  }

  Result<Effected> apply(const Effect& effect) override {
    TRIMTAB_CHECK(asked());
    const Object& wanted = effect.desired != nullptr ? *effect.desired : *effect.before;
    note(effect.step == Step::act ? (effect.action == Action::run ? "run" : to_text(effect.action))
                                  : to_text(effect.step),
         wanted.id);
    if (wanted.id.text() == interrupt_at_) cancel_->raise();
    if (const auto answer = answers_.find(wanted.id.text()); answer != answers_.end()) return answer->second(effect);
    if (failing_.contains(wanted.id.text()) && effect.step != Step::down && !effect.undoing)
      return trimtab::fail(Errc::failed, "E0505", short_name(wanted.id.text()) + " says no");
    if (effect.step == Step::down) {
      made_.erase(wanted.id.text());
    } else {
      made_[wanted.id.text()] = wanted.desired.at("value").get<std::string>();
    }
    return Effected{};
  }
  Status remove(const Effect& effect) override {
    TRIMTAB_CHECK(asked());
    note("remove", effect.before->id);
    if (failing_.contains(effect.before->id.text()) && !effect.undoing)
      return trimtab::fail(Errc::failed, "E0505", short_name(effect.before->id.text()) + " says no");
    made_.erase(effect.before->id.text());
    return {};
  }
  Result<Health> health(const Object& object) override {
    TRIMTAB_CHECK(asked());
    if (const auto answer = healths_.find(object.id.text()); answer != healths_.end()) return answer->second();
    return Health{health_of(object.id.text()), "not yet", std::nullopt};
  }
  Result<Effected> undo(const Effect& effect) override {
    TRIMTAB_CHECK(asked());
    note("take back", effect.desired->id);
    if (effect.before != nullptr) {
      made_[effect.before->id.text()] = effect.before->desired.at("value").get<std::string>();
    } else {
      made_.erase(effect.desired->id.text());
    }
    return Effected{};
  }
  std::vector<std::string> last_words(const Object& object, std::size_t) override {
    const auto found = words_.find(object.id.text());
    return found == words_.end() ? std::vector<std::string>() : found->second;
  }

  ManualClock clock_;
  MemoryStore store_;
  Recorder sink_{*this};
  std::unique_ptr<Cancel> cancel_;
  std::map<std::string, std::string> made_;
  std::vector<std::string> calls_;
  std::set<std::string> failing_, sick_, rests_;
  std::string interrupt_at_;
  std::function<Status()> question_;
  std::map<std::string, std::function<Result<Effected>(const Effect&)>> answers_;
  std::map<std::string, std::function<Result<Health>()>> healths_;
  std::map<std::string, std::vector<std::string>> words_;
  std::string unknown_driver_;
  std::vector<std::string> mended_;
  std::function<void(Plan&)> edit_;
  const Places* places_ = nullptr;
  bool planning_ = false;
};

}  // namespace trimtab::test
