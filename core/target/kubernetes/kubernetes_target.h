#pragma once

#include <map>
#include <memory>
#include <string>

#include "core/kube/access.h"
#include "core/target/kubernetes/site.h"
#include "core/target/target.h"

namespace trimtab {

/// What the caller brings along, so that nothing below looks at the process it runs in.
struct KubernetesCaller {
  std::map<std::string, std::string> environment;  ///< for KUBECONFIG, HOME, secrets of the form {env: NAME}
  std::set<std::string> allowed_exec;              ///< programs that may be run for credentials
  bool allow_insecure = false;
  std::size_t concurrency = 8;
};

/// A namespace of a cluster.
class KubernetesTarget final : public Target {
 public:
  /// Reads the kubeconfig and asks the server for its kinds: two requests. Errc::unreachable when it does not answer.
  [[nodiscard]] static Result<std::unique_ptr<KubernetesTarget>> open(const std::string& stack, const Value& settings,
                                                                      KubernetesCaller caller, const Seams& seams);

  [[nodiscard]] std::string_view kind() const override { return "kubernetes"; }
  [[nodiscard]] std::string description() const override;
  void belongs_to(const std::string& stack_uid) override { site_.stack_uid = stack_uid; }
  [[nodiscard]] Result<Value> observe_target() override;
  [[nodiscard]] Result<Value> observe_facts(std::span<const FactRequest> requests) override;
  [[nodiscard]] std::vector<SlotRequest> slots(std::span<const Resource> resources) const override;
  [[nodiscard]] bool is_taken(const Value&, std::string_view, std::int64_t) const override { return false; }
  [[nodiscard]] Result<std::vector<Object>> lower(const Lowering& lowering) const override;
  [[nodiscard]] Driver* driver(std::string_view name) override;
  [[nodiscard]] bool needs_mending() const override { return false; }
  [[nodiscard]] Result<std::vector<std::string>> prepare() override;
  [[nodiscard]] Status retire() override { return {}; }
  [[nodiscard]] Status dissolve() override;
  /// The way to its API server, and where in it the stack lives; as long-lived as the target.
  [[nodiscard]] KubeClient& client() { return client_; }
  [[nodiscard]] const std::string& name_space() const { return site_.settings.name_space; }
  /// How many requests were sent so far.
  [[nodiscard]] std::uint64_t requests() const { return session_->requests(); }

 private:
  KubernetesTarget(std::unique_ptr<KubeSession> session, KubeKinds kinds, KubernetesSettings settings,
                   KubernetesCaller caller, const Seams& seams);
  [[nodiscard]] KubeKey namespace_key() const { return {"v1", "Namespace", "", site_.settings.name_space}; }

  std::unique_ptr<KubeSession> session_;
  KubeClient client_;
  KubernetesSite site_;
  std::map<std::string, std::unique_ptr<Driver>, std::less<>> drivers_;
};

}  // namespace trimtab
