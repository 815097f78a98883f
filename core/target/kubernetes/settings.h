#pragma once

#include <string>

#include "core/model/value.h"
#include "core/support/disk.h"
#include "core/support/error.h"

namespace trimtab {

/// `spec.target.kubernetes`, with defaults filled.
struct KubernetesSettings {
  std::string stack;
  Path kubeconfig;      ///< empty: where kubectl looks
  std::string context;  ///< empty: the current one
  std::string name_space;
  bool create_namespaces = true;  ///< one that was there before is never deleted
};

/// The settings were checked by the schema of the stack before.
[[nodiscard]] KubernetesSettings kubernetes_settings_from(const std::string& stack, const Value& settings);

}  // namespace trimtab
