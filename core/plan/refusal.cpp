#include "core/plan/refusal.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/plan/decision.h"
#include "core/plan/differences.h"
#include "core/support/text.h"

namespace trimtab {
namespace {

constexpr std::size_t most_deletions = 20;
constexpr std::size_t most_percent = 25;
constexpr std::size_t most_named = 8;  // a message is no list
constexpr std::string_view port_taken = "E0418";

std::optional<Position> place(const Sketch& sketch, const Object& object) {
  if (!sketch.desired.places) return std::nullopt;
  return sketch.desired.places->component(object.id.component(), object.from);
}

Diagnostic taken_port(const Object& object, const std::string& owner) {
  Diagnostic diagnostic;
  diagnostic.code = port_taken;
  diagnostic.what = fmt::format("port {}, wanted by {}, is taken", object.desired.value("port", 0), object.id.text());
  diagnostic.why.push_back(fmt::format("{} listens there; it is not ours and stays", owner));
  diagnostic.next = fmt::format("end what listens there, or set another port for {}", object.id.resource().text());
  return diagnostic;
}

/// What taking it over would change of it; our own marks are no news.
void preview(const Observed& observed, Diagnostic& diagnostic) {
  if (!observed.replace.empty()) {
    diagnostic.why.push_back("it cannot be taken over: " + observed.replace);
    return;
  }
  std::vector<std::string> lines;
  for (const Difference& one : observed.drift) {
    if (one.path.starts_with("/metadata/labels") || one.path.starts_with("/metadata/annotations")) continue;
    lines.push_back(fmt::format("{}: {}", dotted(one.path), brief({one.path, one.to, one.from, one.sensitive})));
  }
  if (lines.empty()) return;
  diagnostic.why.push_back("taking it over would change " +
                           join(std::span(lines).first(std::min(lines.size(), most_named)), "; ") +
                           (lines.size() > most_named ? fmt::format("; and {} more", lines.size() - most_named) : ""));
}

std::vector<std::string> deleted(Sketch& sketch) {
  std::vector<std::string> names;
  for (const Steps& steps : sketch.gone_steps) {
    if (steps.act == Draft::none || sketch.draft.at(steps.act).action != Action::remove) continue;
    names.push_back(sketch.draft.at(steps.act).id.text());
  }
  return names;
}

}  // namespace

Diagnostic foreign(const Sketch& sketch, const Object& object) {
  const Observed* observed = sketch.live.find(object.id);
  const std::string owner = observed->owner.empty() ? "something trimtab did not make" : observed->owner;
  Diagnostic diagnostic;
  if (object.id.type() == "endpoint") {
    diagnostic = taken_port(object, owner);
  } else {
    diagnostic.code = "E0419";
    diagnostic.what = fmt::format("where {} should be stands something trimtab did not make", object.id.text());
    diagnostic.why.push_back(fmt::format("it belongs to {}; it stays as it is", owner));
    preview(*observed, diagnostic);
    diagnostic.next = observed->replace.empty()
                          ? fmt::format("move it away, or take it over: trimtab apply --adopt {}", object.id.text())
                          : std::string("move it away");
  }
  diagnostic.at = place(sketch, object);
  return diagnostic;
}

Diagnostic protected_object(const Sketch& sketch, const Object& object, std::string_view fate) {
  Diagnostic diagnostic;
  diagnostic.code = "E0415";
  diagnostic.what = fmt::format("{} is protected and would be {}", object.id.text(), fate);
  diagnostic.at = place(sketch, object);
  diagnostic.next = "add --delete-protected if that is what you want";
  return diagnostic;
}

Diagnostic volume_loss(const Sketch& sketch, const Object& object) {
  Diagnostic diagnostic;
  diagnostic.code = "E0416";
  diagnostic.what = fmt::format("{} would be replaced, and its data lost", object.id.text());
  diagnostic.at = place(sketch, object);
  if (const Observed* seen = sketch.live.find(object.id); seen != nullptr && !seen->replace.empty())
    diagnostic.why.push_back(seen->replace);
  diagnostic.next = "add --delete-volumes if that is what you want";
  return diagnostic;
}

Diagnostic irreversible(const Object& object) {
  Diagnostic diagnostic;
  diagnostic.severity = Severity::warning;
  diagnostic.code = "W0417";
  diagnostic.what = fmt::format("what {} did stays: it says that it cannot be taken back", object.id.text());
  return diagnostic;
}

void guard_deletions(Sketch& sketch) {
  if (sketch.options.destroy) return;
  const std::vector<std::string> names = deleted(sketch);
  const std::size_t deletions = names.size();
  if (deletions == 0) return;
  Diagnostic diagnostic;
  if (sketch.desired.objects.empty()) {
    diagnostic.code = "E0413";
    diagnostic.what = fmt::format("the spec names nothing, and {} objects would be deleted", deletions);
    diagnostic.next = "to take the stack down: trimtab destroy";
    sketch.refusals.push_back(std::move(diagnostic));
    return;
  }
  const bool many = deletions > most_deletions || deletions * 100 > sketch.held.size() * most_percent;
  if (!many || deletions <= sketch.options.allow_delete.value_or(0)) return;
  diagnostic.code = "E0414";
  diagnostic.what = fmt::format("{} of {} objects would be deleted", deletions, sketch.held.size());
  diagnostic.why.push_back(
      fmt::format("more than {} % or more than {} objects at once need your word", most_percent, most_deletions));
  diagnostic.why.push_back(join(std::span(names).first(std::min(deletions, most_named)), ", "));
  if (deletions > most_named) diagnostic.why.back() += fmt::format(" and {} more", deletions - most_named);
  diagnostic.next = fmt::format("if that is meant, add --allow-delete {}", deletions);
  sketch.refusals.push_back(std::move(diagnostic));
}

Status verdict(const Sketch& sketch) {
  if (sketch.refusals.empty()) return {};
  bool only_ports = true;
  for (const Diagnostic& refusal : sketch.refusals) only_ports = only_ports && refusal.code == port_taken;
  return fail(only_ports ? Errc::invalid : Errc::refused, sketch.refusals);
}

}  // namespace trimtab
