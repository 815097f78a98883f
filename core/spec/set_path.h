#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/yaml/document.h"
#include "core/yaml/findings.h"

namespace trimtab {

/// One step of `--set a."b.c"[0]=v`, with the place it has in the argument.
struct SetStep {
  std::string key;
  std::optional<std::size_t> index;  ///< instead of a key
  std::uint32_t offset = 0;
  std::uint32_t length = 0;

  bool operator==(const SetStep&) const = default;
};

struct SetArgument {
  std::vector<SetStep> path;
  std::size_t value = 0;  ///< offset of what stands behind the '='

  bool operator==(const SetArgument&) const = default;
};

/// What messages call the place of a `--set`.
inline constexpr const char* set_source = "--set";

[[nodiscard]] Result<SetArgument> parse_set(const Source& source);

}  // namespace trimtab
