#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/model/desired.h"
#include "core/model/plan.h"
#include "core/model/record.h"

namespace trimtab {

/// What moved around one component since the revision: the candidates for why its objects change.
struct ComponentCauses {
  bool is_new = false;
  std::vector<Difference> spec;  ///< pointers into the component's spec
  std::vector<Reason> facts;
  std::vector<Reason> defaults;
  std::vector<Reason> plugin;
};

/// Finds out why an object is described differently. Compares each component once, however many objects it has.
class Causes {
 public:
  Causes(const Desired& desired, const Record& record);

  /// `changed_needs`: ids of what the object needs itself and that changes too. `only_through_needs`: nothing of its
  /// own differs, just the digests of what it uses.
  [[nodiscard]] std::vector<Reason> of(const Object& object, const std::vector<const Id*>& changed_needs,
                                       bool only_through_needs) const;
  /// The same for an object that was not there before.
  [[nodiscard]] Reason of_new(const Object& object) const;

 private:
  [[nodiscard]] std::vector<Reason> from_spec(const Object& object, const ComponentCauses& causes, bool related) const;
  [[nodiscard]] ComponentCauses compare(const Heading& heading) const;
  [[nodiscard]] Reason spec_reason(const std::string& component, const Difference& difference) const;

  const Desired& desired_;
  const Record& record_;
  std::map<std::string, ComponentCauses, std::less<>> components_;
};

}  // namespace trimtab
