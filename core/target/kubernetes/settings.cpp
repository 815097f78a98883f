#include "core/target/kubernetes/settings.h"

namespace trimtab {

KubernetesSettings kubernetes_settings_from(const std::string& stack, const Value& settings) {
  KubernetesSettings result;
  result.stack = stack;
  result.kubeconfig = settings.value("kubeconfig", std::string());
  result.context = settings.value("context", std::string());
  result.name_space = settings.value("namespace", std::string());
  result.create_namespaces = settings.value("createNamespaces", true);
  return result;
}

}  // namespace trimtab
