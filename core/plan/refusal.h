#pragma once

#include "core/plan/sketch.h"

namespace trimtab {

/// Why a plan is not made, and what would let it be: each names the object and the flag or edit.
[[nodiscard]] Diagnostic foreign(const Sketch& sketch, const Object& object);
[[nodiscard]] Diagnostic protected_object(const Sketch& sketch, const Object& object, std::string_view fate);
[[nodiscard]] Diagnostic volume_loss(const Sketch& sketch, const Object& object);
/// A warning: a newer task that no rollback can take back.
[[nodiscard]] Diagnostic irreversible(const Object& object);
/// Nothing is pruned for an empty spec, and not much without the user's word.
void guard_deletions(Sketch& sketch);
/// All refusals at once, or success.
[[nodiscard]] Status verdict(const Sketch& sketch);

}  // namespace trimtab
