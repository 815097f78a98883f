#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/model/kind.h"
#include "core/model/stack.h"
#include "core/spec/kind_schema.h"
#include "core/support/error.h"

namespace trimtab {

/// One component asks another for a capability.
struct Claim {
  std::string consumer;
  std::string path;     ///< of the property, joined by dots: "database", "workers.x"
  std::string pointer;  ///< of what names the provider, into the consumer's spec
  std::string capability;
  std::string provider;
  Value parameters = Value::object();

  [[nodiscard]] std::string id() const { return consumer + "/" + path; }
};

/// A stack with the kind of each of its components, in its order.
struct KnownStack {
  const Stack& stack;
  std::vector<const Kind*> kinds;

  [[nodiscard]] static Result<KnownStack> of(const Stack& stack, const KindSchemas& schemas);
};

/// Every claim in every spec, found by the marks in the schemas; in the order of the stack.
[[nodiscard]] Result<std::vector<Claim>> claims_of(const KnownStack& known, KindSchemas& schemas);

}  // namespace trimtab
