#pragma once

#include <memory>

#include "core/spec/kind_schema.h"

namespace trimtab {

/// The engine's own part of a spec: what stands around the components' specs.
struct Envelope {
  std::unique_ptr<const CompiledSchema> stack;      ///< the whole document; components and defaults.kinds are opaque
  std::unique_ptr<const CompiledSchema> component;  ///< one entry of components; its spec is opaque

  /// Compiled once in a process, when it is first asked for; any thread may.
  [[nodiscard]] static Result<const Envelope*> of_specs();
};

}  // namespace trimtab
