#pragma once

#include "core/spec/shape.h"
#include "core/yaml/document.h"

namespace trimtab {

/// What a node could be, for choosing the form of a shape. Holds on to the document.
[[nodiscard]] Likeness likeness_of(const Document& document, NodeIndex node);

}  // namespace trimtab
