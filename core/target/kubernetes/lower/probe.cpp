#include <algorithm>

#include "core/target/kubernetes/lower/pod.h"
#include "core/target/lowering_words.h"

namespace trimtab {
namespace {

Result<std::int64_t> seconds(const Value& probe, const char* key, std::int64_t otherwise) {
  TRIMTAB_TRY(const std::int64_t milliseconds, trimtab::milliseconds(probe, key, otherwise * 1000));
  return std::max<std::int64_t>(1, (milliseconds + 999) / 1000);
}

/// An exec probe's own variables: the kubelet gives a probe the container's environment and nothing else.
Value with_environment(const Value& exec) {
  Value command = Value::array();
  const Value environment = exec.value("env", Value::object());
  if (!environment.empty()) command.push_back("/usr/bin/env");
  for (const auto& [name, value] : environment.items()) command.push_back(name + "=" + value.get<std::string>());
  command.insert(command.end(), exec.at("command").begin(), exec.at("command").end());
  return command;
}

}  // namespace

Result<Value> kubelet_probe(const Value& probe, KubeScene& scene, const PodPlace& place) {
  TRIMTAB_TRY(const Value text, scene.value(probe, place));
  Value result;
  if (text.contains("tcp")) {
    TRIMTAB_TRY(result["tcpSocket"]["port"], port_number(text.at("tcp").at("port")));
  } else if (text.contains("http")) {
    const Value& http = text.at("http");
    if (http.contains("json") || http.value("status", 200) != 200) {
      return fail(Errc::invalid, "E0823", "the kubelet looks at the class of an HTTP status only, not at a body",
                  "use a probe that runs a program");
    }
    TRIMTAB_TRY(result["httpGet"]["port"], port_number(http.at("port")));
    result["httpGet"]["path"] = http.value("path", std::string("/"));
  } else if (text.contains("exec")) {
    result["exec"]["command"] = with_environment(text.at("exec"));
  } else {
    return fail(Errc::invalid, "E0736", "a probe is one of tcp, http and exec");
  }
  TRIMTAB_TRY(result["periodSeconds"], seconds(text, "period", 2));
  TRIMTAB_TRY(result["timeoutSeconds"], seconds(text, "timeout", 5));
  result["failureThreshold"] = text.value("threshold", 3);
  return result;
}

}  // namespace trimtab
