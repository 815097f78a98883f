#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/kube/kinds.h"
#include "core/kube/session.h"

namespace trimtab {

/// Which object.
struct KubeKey {
  std::string api_version;
  std::string kind;
  std::string name_space;  ///< empty for kinds without one
  std::string name;

  /// "Deployment a/web (apps/v1)"
  [[nodiscard]] std::string text() const;
  auto operator<=>(const KubeKey&) const = default;
};

[[nodiscard]] KubeKey key_of(const Value& object);

/// How an object is applied.
struct KubeApply {
  std::string manager;   ///< our name among the owners of fields
  bool force = false;    ///< takes fields from their owners
  bool dry_run = false;  ///< everything but the writing
  /// Asked for each field that belongs to someone else; when all of them may be taken, they are.
  std::function<bool(const FieldConflict&)> may_take = {};
};

struct KubeList {
  std::vector<Value> items;      ///< each with its apiVersion and kind, which lists leave out
  std::string resource_version;  ///< where a watch begins
};

/// What to read of a pod's log: at most 1 MiB.
struct KubeLog {
  std::size_t lines = 0;       ///< the last so many
  std::string container = {};  ///< a pod of one container needs no name of it
  bool previous = false;       ///< of the container that died before
  bool times = false;          ///< each line begins with its time, RFC 3339
  std::string since = {};      ///< such a time; to the second
};

/// The verbs of one API server. Every write carries a condition or is the same a second time; none follows a redirect.
/// Errors as in `refusal`. Safe to call from several threads at once.
class KubeClient {
 public:
  KubeClient(KubeSession& session, KubeKinds kinds)
      : session_(session), kinds_(std::make_shared<const KubeKinds>(std::move(kinds))) {}

  [[nodiscard]] Result<std::optional<Value>> get(const KubeKey& key);
  /// All of a kind in a name space, or in all of them; in as few requests as the server allows. What `get` gives
  /// under metadata.managedFields is left out.
  [[nodiscard]] Result<KubeList> list(const std::string& api_version, const std::string& kind,
                                      const std::string& name_space, const std::string& label_selector = {});
  /// The same of their metadata alone: for objects whose content is nobody's business (secrets).
  [[nodiscard]] Result<std::optional<Value>> get_metadata(const KubeKey& key);
  [[nodiscard]] Result<KubeList> list_metadata(const std::string& api_version, const std::string& kind,
                                               const std::string& name_space, const std::string& label_selector = {});
  /// Server-side apply with strict field validation. Fields that others own are an error unless forced.
  [[nodiscard]] Result<Value> apply(const Value& object, const KubeApply& how);
  /// Nothing when an object of that name is there already.
  [[nodiscard]] Result<std::optional<Value>> create(const Value& object, const std::string& manager);
  /// The object must carry the resourceVersion it was read with; Errc::stale when somebody wrote since.
  [[nodiscard]] Result<Value> replace(const Value& object, const std::string& manager);
  /// Asks for its removal, if it is still the one with this uid; `propagation` is Foreground, Background or Orphan.
  /// False when it is not there, or is another one by now. What has finalizers goes later.
  [[nodiscard]] Result<bool> remove(const KubeKey& key, const std::string& uid,
                                    const std::string& propagation = "Background");

  /// What a container of a pod wrote.
  [[nodiscard]] Result<std::string> log(const KubeKey& pod, const KubeLog& what);

  /// What the server said last; who holds it keeps it, whatever is discovered meanwhile.
  [[nodiscard]] std::shared_ptr<const KubeKinds> kinds() const;
  [[nodiscard]] bool knows(const std::string& api_version, const std::string& kind) const;
  /// After a definition of new kinds became established.
  [[nodiscard]] Status discover_again();
  void learn(KubeKinds kinds);
  [[nodiscard]] KubeSession& session() { return session_; }

 private:
  [[nodiscard]] Result<std::string> path_of(const KubeKey& key) const;
  [[nodiscard]] Result<KubeKind> kind_of(const std::string& api_version, const std::string& kind) const;
  Result<std::optional<Value>> get_as(const KubeKey& key, const char* accept);
  Result<KubeList> list_as(const std::string& api_version, const std::string& kind, const std::string& name_space,
                           const std::string& label_selector, const char* accept);
  Result<KubeAnswer> write(const char* verb, const char* method, std::string path, const Value& body,
                           const char* content_type);

  KubeSession& session_;
  std::mutex discovering_;    // one at a time: an older answer never takes the place of a newer one
  mutable std::mutex mutex_;  // guards the rest
  std::shared_ptr<const KubeKinds> kinds_;
};

}  // namespace trimtab
