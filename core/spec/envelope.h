#pragma once

#include <memory>

#include "core/spec/kind_schema.h"

namespace trimtab {

/// The engine's own part of a spec: what stands around the components' specs.
struct Envelope {
  std::unique_ptr<const CompiledSchema> stack;      ///< the whole document; components and defaults.kinds are opaque
  std::unique_ptr<const CompiledSchema> component;  ///< one entry of components; its spec is opaque

  [[nodiscard]] static Result<Envelope> make();
};

}  // namespace trimtab
