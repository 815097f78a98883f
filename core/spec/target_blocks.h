#pragma once

#include <string_view>

#include "core/model/value.h"

namespace trimtab {

/// JSON Schemas of the blocks that hold what belongs to one target. Kinds add keys of their own beside these.
[[nodiscard]] const Value& local_block();
[[nodiscard]] const Value& kubernetes_block();

/// What of a block holds for everything below it too: a port or an ingress belongs to one program, a user to all.
[[nodiscard]] Value inherited_part(std::string_view target, const Value& block);

/// The schema with everything the marks stand for written out, so that any JSON Schema checker understands it:
/// `x-trimtab-block` gets `local` and `kubernetes`, `x-trimtab-claim` and `x-trimtab-secret` get their forms.
[[nodiscard]] Value expanded_schema(Value schema);

}  // namespace trimtab
