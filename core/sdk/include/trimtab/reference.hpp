#pragma once

#include <string>
#include <string_view>

#include <trimtab/json.hpp>

namespace trimtab {
inline namespace sdk_v1 {

/// References: text that the engine replaces when it turns resources into what a target holds. Each one also orders:
/// a resource that refers to another is applied after it. They stand anywhere in a resource's text, any number of
/// times.
namespace ref {

inline std::string to(std::string_view type, std::string_view name, std::string_view key = {},
                      std::string_view filter = {}) {
  std::string text = "@{" + std::string(type);
  if (!name.empty()) text.append(":").append(name);
  if (!key.empty()) text.append("/").append(key);
  if (!filter.empty()) text.append("|").append(filter);
  return text + "}";
}

inline std::string port(std::string_view endpoint) { return to("endpoint", endpoint, "port"); }
inline std::string host(std::string_view endpoint) { return to("endpoint", endpoint, "host"); }
/// What its server is told to listen on; `host` is where clients reach it.
inline std::string bind_address(std::string_view endpoint) { return to("endpoint", endpoint, "bind"); }
/// "host:port".
inline std::string address(std::string_view endpoint) { return to("endpoint", endpoint, "address"); }
/// The path of the file that holds one key of a secret.
inline std::string secret(std::string_view name, std::string_view key) { return to("secret", name, key); }
/// A secret's value: only inside the template of another secret. Filters: url base64 raw, and json and ini, which bring
/// the double quotes along.
inline std::string value(std::string_view name, std::string_view key, std::string_view filter = "raw") {
  return to("value", name, key, filter);
}
/// What a secret is called in a cluster, for text that others read there: a pod template.
inline std::string object_of_secret(std::string_view name) { return to("secret", name, {}, "name"); }
/// The path of the directory.
inline std::string volume(std::string_view name) { return to("volume", name); }
/// The path of the file, or of the config's directory without one.
inline std::string config(std::string_view name, std::string_view file = {}) { return to("config", name, file); }
/// The path of the link to the current version, or of something in it.
inline std::string tree(std::string_view name, std::string_view below = {}) { return to("tree", name, below); }
inline std::string slot(std::string_view name) { return to("slot", name); }
/// A plain "@", for text in which a reference follows one: "@@{" would be read as an escape.
inline std::string at() { return to("at", {}); }
/// 1, 2, … inside a workload with replicas.
inline std::string replica() { return to("replica", {}); }
inline std::string user_name() { return to("user", "name"); }
inline std::string user_uid() { return to("user", "uid"); }
inline std::string user_gid() { return to("user", "gid"); }
inline std::string user_home() { return to("user", "home"); }
inline std::string stack_name() { return to("stack", "name"); }
/// Where the component lives in a cluster.
inline std::string stack_namespace() { return to("stack", "namespace"); }
inline std::string stack_directory() { return to("stack", "directory"); }
inline std::string task_log(std::string_view task) { return to("task", task, "log"); }
/// Inside a task's `undo`: an input of the run that is undone.
inline std::string previous(std::string_view input) { return to("previous", input); }

}  // namespace ref

/// Text from outside (a file's content, a program's output) made inert: a reference in it stays as written. Text of the
/// spec needs none of this; the engine has done it.
inline std::string literal(std::string_view text) {
  std::string inert;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '@' && i + 1 < text.size() && text[i + 1] == '{') inert += '@';
    inert += text[i];
  }
  return inert;
}

}  // namespace sdk_v1
}  // namespace trimtab
