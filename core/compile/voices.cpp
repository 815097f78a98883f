#include "core/compile/voices.h"

namespace trimtab {

void Voices::hear(std::vector<ComponentDiagnostic> said) {
  for (ComponentDiagnostic& each : said) {
    Diagnostic& diagnostic = each.diagnostic;
    if (stack_.places && !diagnostic.at && !each.component.empty()) {
      diagnostic.at = stack_.places->component(each.component, each.pointer, each.pointer.empty());
    }
    (diagnostic.severity == Severity::error ? errors_ : notes_).push_back(std::move(diagnostic));
  }
}

void Voices::add(Error error) {
  if (errors_.empty()) code_ = error.code;
  for (Diagnostic& diagnostic : error.diagnostics) errors_.push_back(std::move(diagnostic));
}

Status Voices::verdict() && {
  if (errors_.empty()) return {};
  return fail(code_, std::move(errors_));
}

}  // namespace trimtab
