#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/model/stack.h"
#include "core/spec/kind_schema.h"
#include "core/support/disk.h"
#include "core/support/error.h"

namespace trimtab {

/// What a stack is loaded from, and all of the world that loading may look at.
struct LoadRequest {
  std::vector<std::string> files;  ///< merged in order; "-" is standard input; none is trimtab.yaml
  std::vector<std::string> sets;   ///< `a.b[0]="v"`, applied last, in order
  const Disk& disk;
  Path working_directory;  ///< absolute: relative paths of `files` start here
  std::map<std::string, std::string> environment;
  /// At most `limit` bytes, or an error when there are more. Asked only when a file is "-".
  std::function<Result<std::string>(std::size_t limit)> standard_input;
  /// Told of a stack whose head has no mistake, mostly before a kind is asked for: its components may still have some.
  std::function<void(const std::string& name, const TargetChoice& target)> head_is_read = {};
};

/// The stack that the files describe, checked against the kinds and with defaults filled in. On failure the error holds
/// every mistake that was found, sorted by file, line and column.
[[nodiscard]] Result<Stack> load_stack(const LoadRequest& request, KindSchemas& kinds);

}  // namespace trimtab
