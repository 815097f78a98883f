#pragma once

#include <string>
#include <vector>

#include "core/spec/envelope.h"
#include "core/spec/load.h"
#include "core/yaml/document.h"
#include "core/yaml/findings.h"

namespace trimtab {

/// Reads, parses and merges the files of a request and applies its sets. no_node when no tree came of it; then, and
/// when something was passed over, the findings say why. `names` gets the sources in the order of their messages.
[[nodiscard]] NodeIndex gather(const LoadRequest& request, KindSchemas& kinds, const Envelope& envelope,
                               Document& document, Findings& findings, std::vector<std::string>& names);

}  // namespace trimtab
