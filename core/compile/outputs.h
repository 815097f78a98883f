#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/model/resource.h"
#include "core/model/stack.h"
#include "core/plugin/messages.h"
#include "core/spec/kind_schema.h"
#include "core/support/error.h"

namespace trimtab {

/// What expanded components offer: to everybody by output name, to a claim by its id.
class Offers {
 public:
  void add(const std::string& component, Outputs outputs, std::map<std::string, Outputs> claims);

  struct Found {
    const std::string* provider = nullptr;
    const Output* output = nullptr;
  };
  [[nodiscard]] Found of_component(const std::string& component, const std::string& output) const;
  [[nodiscard]] Found of_claim(const std::string& claim_id, const std::string& output) const;
  /// All outputs for one claim, as its consumer gets them: known values, and references to everything.
  [[nodiscard]] Outputs for_consumer(const std::string& claim_id, const std::string& path) const;

 private:
  struct Answered {
    std::string provider;
    Outputs outputs;
  };
  std::map<std::string, Outputs> components_;
  std::map<std::string, Answered> claims_;
};

/// A component's spec as its plugin may use it: text of the user is inert, `${component.output}` is the known value or
/// a reference. What was filled is checked by the schema again.
[[nodiscard]] Result<Value> spec_for_plugin(const Component& component, const CompiledSchema& schema,
                                            const Offers& offers, const Places* places);

/// Rewrites `@{out:CLAIM/OUTPUT}` and filled outputs in a resource to the provider's own references or known values,
/// and adds the needs that come with them.
[[nodiscard]] Status resolve_outputs(Resource& resource, const Offers& offers);

}  // namespace trimtab
