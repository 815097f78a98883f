#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/value.h"
#include "core/support/clock.h"
#include "core/support/error.h"

namespace trimtab {

/// Where the values of a spec stand. Implemented by what parsed them; looked up only when a message needs it.
class Places {
 public:
  virtual ~Places() = default;
  /// The position of the value at `pointer` inside the component's spec (""= the component itself, whose key is
  /// meant when `of_key`). A pointer that does not exist gives the nearest parent that does.
  [[nodiscard]] virtual std::optional<Position> component(std::string_view name, std::string_view pointer,
                                                          bool of_key = false) const = 0;
  /// The same for the stack's own fields, from the document's root: "/spec/target".
  [[nodiscard]] virtual std::optional<Position> stack(std::string_view pointer) const = 0;
};

/// Which target a spec names, and its settings; the target itself is core/target's.
struct TargetChoice {
  std::string kind;  ///< "local" or "kubernetes"
  Value settings = Value::object();
};

/// What happens to an island in which something failed.
enum class OnFailure { rollback, hold };

/// Changes a resource ("workload/worker") after expansion, by JSON merge patch.
struct Patch {
  std::string at;
  Value merge;
};

/// One entry of `components`, after merge and defaults. In `spec`, `${env:}` and `${file:}` are already text;
/// `${component.output}` is still a reference.
struct Component {
  std::string name;
  std::string kind;
  Value spec = Value::object();
  std::vector<std::string> needs;
  bool protect = false;
  OnFailure on_failure = OnFailure::rollback;
  std::optional<Duration> timeout;
  std::string formerly;
  std::vector<Patch> patches;
};

/// One desired state. Components keep the order of the spec.
struct Stack {
  std::string name;
  TargetChoice target;
  std::vector<Component> components;
  std::shared_ptr<const Places> places;
};

}  // namespace trimtab
