#pragma once

#include <cstddef>
#include <cstdint>

#include "core/yaml/document.h"
#include "core/yaml/findings.h"

namespace trimtab {

inline constexpr std::size_t max_depth = 64;
inline constexpr std::size_t max_nodes = 1'000'000;  ///< of the whole document, aliases counted as what they stand for
inline constexpr std::size_t max_scalar_bytes = 1u << 20;

/// Parses one source into the document and returns its root, which may be of any kind. What can be passed over
/// (a key that stands twice, an unknown tag) goes to `findings` and parsing goes on; what cannot is the error.
[[nodiscard]] Result<NodeIndex> parse_yaml(Document& document, std::uint16_t source, Findings& findings);

}  // namespace trimtab
