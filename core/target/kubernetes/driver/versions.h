#pragma once

#include <span>
#include <vector>

#include "core/target/kubernetes/site.h"

namespace trimtab {

/// What secrets and published directories have in common: an immutable object for each version, `name` and `namespace`
/// in what is desired, the id in an annotation. Their content is nobody's business here.
class Versions {
 public:
  /// `kind` of the core group. Borrows the site.
  Versions(const KubernetesSite& site, const char* kind) : site_(site), kind_(kind) {}

  /// The manifest of a version as it is sent.
  [[nodiscard]] Value marked(Value manifest, const Effect& effect) const;
  [[nodiscard]] KubeKey key_for(const Object& object) const;
  [[nodiscard]] Result<std::vector<Value>> of(const Object& object) const;
  /// One list for each namespace, and a question for each that is not in it.
  [[nodiscard]] Result<std::vector<Observed>> observe(std::span<const Question> questions) const;
  /// Every version, and waits until they are gone.
  [[nodiscard]] Status remove(const Effect& effect) const;
  [[nodiscard]] Result<Health> health(const Object& object) const;
  /// Somebody else's, or not what is meant.
  [[nodiscard]] std::unexpected<Error> taken(const Object& object, const Value& live) const;

 private:
  Result<KubeList> all_in(const std::string& name_space) const;
  Observed seen(const Value* live) const;

  const KubernetesSite& site_;
  const char* kind_;
};

/// What every driver answers whose objects are not tasks.
[[nodiscard]] std::unexpected<Error> no_undo(const Effect& effect);

}  // namespace trimtab
