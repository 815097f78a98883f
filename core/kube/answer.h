#pragma once

#include <string>
#include <vector>

#include "core/model/value.h"
#include "core/support/error.h"

namespace trimtab {

/// What the API server said: an object or a list, or a `Status` that says no (meta/v1).
struct KubeAnswer {
  int status = 0;
  Value body;
  std::string etag = {};  ///< which answer it is, where the server says so

  [[nodiscard]] bool good() const { return status >= 200 && status < 300; }
  /// The Status' machine-readable word: "NotFound", "AlreadyExists", "Conflict", "Invalid", "Expired"; else empty.
  [[nodiscard]] std::string reason() const;
  [[nodiscard]] std::string message() const;
};

/// A field that someone else's field manager owns and we would have changed.
struct FieldConflict {
  std::string field;    ///< ".spec.replicas"
  std::string manager;  ///< "kubectl-client-side-apply"
};
/// Of a server-side apply that met other owners; empty for any other answer.
[[nodiscard]] std::vector<FieldConflict> conflicts_in(const KubeAnswer& answer);

/// A refusal as an error, `what` in front: unreachable when asking again may help (401, 429, 5xx), refused when the
/// identity may not (403) or somebody else owns a field, stale when the object moved on (409, 410), failed else. Every
/// cause the server gives is a line of its own, the first field that is named is the label.
[[nodiscard]] Error refusal(const std::string& what, const KubeAnswer& answer);

}  // namespace trimtab
