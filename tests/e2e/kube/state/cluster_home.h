#pragma once

#include <memory>
#include <set>
#include <string>

#include "core/state/cluster/cluster_store.h"
#include "core/state/cluster/lease.h"
#include "tests/e2e/kube/client/real_api.h"
#include "tests/support/manual_clock.h"

namespace trimtab::test {

/// A stack "demo" in a new namespace of a real API server.
class ClusterHome {
 public:
  ClusterHome();
  [[nodiscard]] Store& store() { return *store_; }
  void reopen();
  void close();
  [[nodiscard]] std::unique_ptr<ClusterStore> reader();

  [[nodiscard]] RealApi& api() { return api_; }
  [[nodiscard]] Lease& lease() { return *lease_; }
  [[nodiscard]] ClusterPlace place() { return {api_.client(), name_space_, "demo"}; }
  /// Names of the objects that hold its texts, the head's not among them.
  [[nodiscard]] std::set<std::string> parts();
  /// Those of them that the head names.
  [[nodiscard]] std::set<std::string> named_parts();
  /// How often the head was written.
  [[nodiscard]] std::uint64_t commits();

  ManualClock clock;

 private:
  RealApi api_;
  std::string name_space_ = api_.new_namespace();
  std::unique_ptr<Lease> lease_;
  std::unique_ptr<ClusterStore> store_;
};

/// As the process `identity` asks for it.
[[nodiscard]] Result<std::unique_ptr<Lease>> asked_for(const ClusterPlace& place, const std::string& identity,
                                                       Clock& clock, const Lease::OnWait& on_wait = {});
/// The same where it must be had.
[[nodiscard]] std::unique_ptr<Lease> acquired(const ClusterPlace& place, const std::string& identity, Clock& clock,
                                              const Lease::OnWait& on_wait = {});

/// What the next engine does with an open run: settles its intents and ends it.
void settle_open_run(Store& store);

}  // namespace trimtab::test
