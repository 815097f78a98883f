#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/kube/access.h"
#include "core/kube/kind_cache.h"
#include "core/target/kubernetes/look_ahead.h"
#include "core/target/kubernetes/review/review.h"
#include "core/target/kubernetes/site.h"
#include "core/target/target.h"

namespace trimtab {

/// What the caller brings along, so that nothing below looks at the process it runs in.
struct KubernetesCaller {
  std::map<std::string, std::string> environment;  ///< for KUBECONFIG, HOME, secrets of the form {env: NAME}
  std::set<std::string> allowed_exec;              ///< programs that may be run for credentials
  bool allow_insecure = false;
  std::size_t concurrency = 8;
  Path cache;                 ///< a directory for what may be asked for anew at any time; empty: none
  std::stop_token stop = {};  ///< ends all that is asked of the server
  bool looks_ahead = false;   ///< begin to read what a plan is compared with, before the kinds are certain
};

/// A namespace of a cluster.
class KubernetesTarget final : public Target {
 public:
  /// Reads the kubeconfig and asks the server for its kinds: two requests. Errc::unreachable when it does not answer.
  [[nodiscard]] static Result<std::unique_ptr<KubernetesTarget>> open(const std::string& stack, const Value& settings,
                                                                      KubernetesCaller caller, const Seams& seams);

  [[nodiscard]] std::string_view kind() const override { return "kubernetes"; }
  [[nodiscard]] std::string description() const override;
  [[nodiscard]] Status recognise(const Record& record) override;
  void belongs_to(const std::string& stack_uid) override { site_.stack_uid = stack_uid; }
  void look_ahead() override { ahead_.begin(selector_of_stack(site_)); }
  [[nodiscard]] std::shared_ptr<void> look_ahead(const Record& record, std::uint64_t last_run) override;
  [[nodiscard]] Result<Value> observe_target() override;
  [[nodiscard]] Result<Value> observe_facts(std::span<const FactRequest> requests) override;
  [[nodiscard]] std::vector<SlotRequest> slots(std::span<const Resource> resources) const override;
  [[nodiscard]] bool is_taken(const Value&, std::string_view, std::int64_t) const override { return false; }
  [[nodiscard]] Result<std::vector<Object>> lower(const Lowering& lowering) const override;
  [[nodiscard]] Result<std::vector<Diagnostic>> review(const Plan& plan) override { return reviewed(site_, plan); }
  [[nodiscard]] Driver* driver(std::string_view name) override;
  [[nodiscard]] Result<std::string> read_secret(const std::string& place) override;
  [[nodiscard]] bool needs_mending() const override { return false; }
  [[nodiscard]] Result<std::vector<std::string>> prepare() override;
  [[nodiscard]] Status retire() override { return {}; }
  [[nodiscard]] Status dissolve() override;
  /// The way to its API server, and where in it the stack lives; as long-lived as the target.
  [[nodiscard]] KubeClient& client() { return client_; }
  [[nodiscard]] const std::string& name_space() const { return site_.settings.name_space; }
  [[nodiscard]] std::map<std::string, std::uint64_t> requests() const override { return session_->requests_by_verb(); }

 private:
  KubernetesTarget(std::unique_ptr<KubeSession> session, KubeKinds kinds, KubernetesSettings settings,
                   KubernetesCaller caller, const Seams& seams);
  Status discover(const KubeKindCache& cache, const KubeKindRoots& known);
  /// The uid of kube-system, which no cluster shares with another; empty when it may not be seen.
  [[nodiscard]] Result<std::string> identity();

  std::unique_ptr<KubeSession> session_;
  KubeClient client_;
  KubernetesSite site_;
  std::optional<std::string> identity_;
  LookAhead ahead_;
  std::map<std::string, std::unique_ptr<Driver>, std::less<>> drivers_;
};

}  // namespace trimtab
