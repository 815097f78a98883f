#pragma once

#include <memory>

#include "core/target/kubernetes/site.h"

namespace trimtab {

/// Anything that is described by a manifest.
[[nodiscard]] std::unique_ptr<Driver> make_manifest_driver(const KubernetesSite& site);
/// Secrets, whose values come about here and stay in the cluster.
[[nodiscard]] std::unique_ptr<Driver> make_secret_driver(const KubernetesSite& site);
/// Directories of the machine that plans, published as ConfigMaps.
[[nodiscard]] std::unique_ptr<Driver> make_tree_driver(const KubernetesSite& site);
/// Jobs that run to their end.
[[nodiscard]] std::unique_ptr<Driver> make_job_driver(const KubernetesSite& site);

}  // namespace trimtab
