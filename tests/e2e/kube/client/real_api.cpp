#include "tests/e2e/kube/client/real_api.h"

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include "tests/support/temporary_directory.h"

namespace trimtab::test {
namespace {

template <class T>
T need(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message());
  return std::move(*result);
}

}  // namespace

std::string required_variable(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr) throw std::runtime_error(std::string(name) + " is not set: run this by with_cluster.py");
  return value;
}

KubeAccess RealApi::administrator() {
  const auto disk = make_system_disk();
  const std::vector<Path> files{required_variable("KUBECONFIG")};
  return need(kube_access(need(read_kube_config(files, *disk)), {files, "", false, {}}, *disk));
}

RealApi::RealApi(KubeAccess access) : session_(std::move(access), {*disk_, *processes_, {}}) {
  client_ = std::make_unique<KubeClient>(session_, KubeKinds(need(discover_kinds(session_))));
}

std::string RealApi::new_namespace() {
  static int number = 0;
  const std::string name = "test-" + std::to_string(++number);
  need(client_->apply({{"apiVersion", "v1"}, {"kind", "Namespace"}, {"metadata", {{"name", name}}}}, {"test"}));
  return name;
}

void RealApi::restart_server() {
  const std::string note = required_variable("RESTARTED");
  const std::string before = read_file(note);
  ::kill(std::stoi(required_variable("CLUSTER_PID")), SIGUSR1);
  while (read_file(note) == before) std::this_thread::sleep_for(std::chrono::milliseconds(50));
}

Value config_map(const std::string& name_space, const std::string& name, const std::string& value) {
  return {{"apiVersion", "v1"},
          {"kind", "ConfigMap"},
          {"metadata", {{"namespace", name_space}, {"name", name}}},
          {"data", {{"key", value}}}};
}

}  // namespace trimtab::test
