#include "core/plan/live.h"

#include <fmt/format.h>

#include <map>
#include <unordered_set>

#include "core/support/failpoint.h"

namespace trimtab {
namespace {

using Batches = std::map<std::string_view, std::vector<Question>>;

Batches batched(std::span<const Object> desired, const Record& record) {
  Batches batches;
  std::unordered_set<std::string_view> wanted;
  wanted.reserve(desired.size());
  for (const Object& object : desired) {
    wanted.insert(object.id.text());
    const auto recorded = record.objects.find(object.id);
    batches[object.driver].push_back({&object, recorded == record.objects.end() ? nullptr : &recorded->second});
  }
  for (const auto& [id, recorded] : record.objects) {
    if (!wanted.contains(id.text())) batches[recorded.object.driver].push_back({nullptr, &recorded});
  }
  return batches;
}

const Id& id_of(const Question& question) {
  return question.desired != nullptr ? question.desired->id : question.recorded->object.id;
}

Result<std::vector<Observed>> ask(Target& target, std::string_view name, std::span<const Question> questions) {
  Driver* driver = target.driver(name);
  if (driver == nullptr) {
    const std::string who =
        name.contains('.') ? "no plugin at hand handles" : fmt::format("target {} cannot handle", target.kind());
    return fail(Errc::invalid, "E0701",
                fmt::format("{} is of type \"{}\", which {}", id_of(questions.front()).text(), name, who),
                "trimtab plugin list");
  }
  auto answers = driver->observe(questions);
  if (answers && answers->size() != questions.size()) {
    return fail(
        Errc::internal, "E0702",
        fmt::format("the driver of \"{}\" answered {} of {} questions", name, answers->size(), questions.size()));
  }
  return answers;
}

}  // namespace

const Observed* Live::find(const Id& id) const {
  const auto found = objects.find(id);
  return found == objects.end() ? nullptr : &found->second;
}

Result<Live> observe(Target& target, std::span<const Object> desired, const Record& record) {
  TRIMTAB_FAILPOINT("plan.observe");
  target.belongs_to(record.uid);
  Live live;
  live.objects.reserve(desired.size());
  for (const auto& [name, questions] : batched(desired, record)) {
    auto answers = ask(target, name, questions);
    if (!answers) return std::unexpected(within(fmt::format("observe {}", name), std::move(answers).error()));
    for (std::size_t i = 0; i < questions.size(); ++i) {
      live.objects.emplace(id_of(questions[i]), std::move((*answers)[i]));
    }
  }
  return live;
}

Live assumed(std::span<const Object> desired, const Record& record) {
  Live live;
  live.objects.reserve(record.objects.size());
  for (const auto& [id, recorded] : record.objects) {
    Observed observed;
    observed.exists = true;
    observed.native = recorded.native;
    observed.health.state = HealthState::healthy;
    live.objects.emplace(id, std::move(observed));
  }
  for (const Object& object : desired) {
    const auto recorded = record.objects.find(object.id);
    if (object.driver == "task" && recorded != record.objects.end()) {
      live.objects[object.id].done = recorded->second.is(object);
    }
  }
  return live;
}

}  // namespace trimtab
