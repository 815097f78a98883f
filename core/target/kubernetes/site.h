#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "core/kube/client.h"
#include "core/support/seams.h"
#include "core/target/driver.h"
#include "core/target/kubernetes/health/health.h"
#include "core/target/kubernetes/lists_ahead.h"
#include "core/target/kubernetes/settings.h"

namespace trimtab {

/// Our name among the owners of fields. Never changes: what it owned before would be nobody's.
inline constexpr const char* field_manager = "trimtab";

/// Labels and annotations of ours.
inline constexpr const char* stack_label = "trimtab.dev/stack";
inline constexpr const char* uid_label = "trimtab.dev/stack-uid";
/// Of secrets and published directories, whose versions are kept: there may be many others that manifests say.
inline constexpr const char* version_label = "trimtab.dev/versions";
inline constexpr const char* operation_annotation = "trimtab.dev/operation";

/// Namespaces that are known to be there. Safe to use from several threads at once.
class KnownNameSpaces {
 public:
  [[nodiscard]] bool has(const std::string& name) const;
  void add(const std::string& name);

 private:
  mutable std::mutex mutex_;  // guards the rest
  std::set<std::string> names_;
};

/// What the drivers of one stack share. Borrowed by all of them.
struct KubernetesSite {
  KubernetesSettings settings;
  KubeClient& client;
  Seams seams;
  std::map<std::string, std::string> environment;  ///< for secrets of the form {env: NAME}
  std::string stack_uid;                           ///< empty until the stack has one
  HealthContext health = {};
  std::set<std::string, std::less<>> name_spaces = {};  ///< where the record has objects, and the target's
  std::unique_ptr<KnownNameSpaces> known = std::make_unique<KnownNameSpaces>();
  std::shared_ptr<ListsAhead> ahead = {};  ///< while a plan is made
};

/// Every object of the stack carries them, so that one list finds all of a kind. The stack's memory carries the stack's
/// name too and is none of them.
[[nodiscard]] std::string selector_of_stack(const KubernetesSite& site);
[[nodiscard]] std::string selector_of_versions(const KubernetesSite& site);
/// Whether an object carries this stack's mark, and if not, whose it is, in words.
[[nodiscard]] bool is_ours(const KubernetesSite& site, const Value& live);
[[nodiscard]] std::string owner_of(const Value& live);
[[nodiscard]] std::string uid_of(const Value& live);
/// A manifest as it is sent: with the stack's uid and the operation that sends it.
[[nodiscard]] Value marked(const KubernetesSite& site, Value manifest, const Effect& effect);

/// Makes a namespace that is not there, marked as this stack's, so that it goes with it; true when it was made.
/// Errc::refused when it is not there and shall not be made.
[[nodiscard]] Result<bool> ensure_name_space(const KubernetesSite& site, const std::string& name);

/// Asks for its removal and waits until it is gone, at most until the deadline; finalizers that hold it are named.
[[nodiscard]] Status remove_and_wait(const KubernetesSite& site, const KubeKey& key, const std::string& uid,
                                     const Effect& effect, const std::string& propagation = "Background");

}  // namespace trimtab
