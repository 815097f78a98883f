#pragma once

#include <span>
#include <vector>

#include "core/model/plan.h"
#include "core/target/kubernetes/site.h"

namespace trimtab {

/// One change of a plan with what it is about.
struct Planned {
  const Change* change = nullptr;
  const Object* desired = nullptr;
  const Object* before = nullptr;

  [[nodiscard]] const Object& subject() const { return desired != nullptr ? *desired : *before; }
  /// What the spec says that this is for; nothing when it is in no spec any more.
  [[nodiscard]] std::optional<Position> place() const;
};

/// What may keep a plan from being carried out, found before anything starts. Errors and warnings.
[[nodiscard]] Result<std::vector<Diagnostic>> reviewed(const KubernetesSite& site, const Plan& plan);

/// The parts of it. Rights: one error with all that this identity may not do, by SelfSubjectAccessReview.
[[nodiscard]] Result<std::vector<Diagnostic>> check_rights(const KubernetesSite& site,
                                                           std::span<const Planned> planned);
/// Namespaces that are not there and shall not be made, or are being deleted.
[[nodiscard]] Result<std::vector<Diagnostic>> check_name_spaces(const KubernetesSite& site,
                                                                std::span<const Planned> planned);
/// Kinds that neither the cluster has nor the plan brings.
[[nodiscard]] std::vector<Diagnostic> check_kinds(const KubernetesSite& site, const Plan& plan,
                                                  std::span<const Planned> planned);
/// Claims that no storage class can serve.
[[nodiscard]] Result<std::vector<Diagnostic>> check_storage(const KubernetesSite& site,
                                                            std::span<const Planned> planned);

}  // namespace trimtab
