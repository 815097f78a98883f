#pragma once

#include <vector>

#include "core/model/plan.h"
#include "core/model/value.h"

namespace trimtab {

/// Where an object of the cluster differs from a manifest, in what the manifest says: what others added, what the
/// server filled in and status are no drift. Entries of a list are found again by what names them (name, mountPath,
/// port, …). Quantities that mean the same are the same. `from` is what the manifest says, `to` what is there.
[[nodiscard]] std::vector<Difference> owned_drift(const Value& manifest, const Value& live);

/// Whether a manifest says something about a field, as server-side apply names it:
/// ".spec.template.spec.containers[name=\"main\"].image".
[[nodiscard]] bool says(const Value& manifest, const std::string& field);

/// Whether two texts are one quantity (apimachinery resource.Quantity): "1000m" and "1", "1Gi" and "1024Mi".
[[nodiscard]] bool same_quantity(const std::string& a, const std::string& b);
/// Whether a is less than b; false when one of them is no quantity.
[[nodiscard]] bool is_less(const std::string& a, const std::string& b);

}  // namespace trimtab
