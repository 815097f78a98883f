#include "core/plugin/wire.h"

#include <utility>

namespace trimtab {
namespace {

constexpr const char* messages[] = {"describe-reply", "ask-reply",    "expand-reply", "failed-reply",
                                    "observe-reply",  "effect-reply", "remove-reply", "health-reply"};

/// "resource workload/server of db, /spec/command" says more than /components/0/resources/3/spec/command.
std::string place(const Value& reply, const std::string& pointer) {
  const auto text = [&](const std::string& path) {
    const Value::json_pointer at(path);
    return reply.contains(at) && reply.at(at).is_string() ? reply.at(at).get<std::string>() : std::string("?");
  };
  std::vector<std::size_t> slashes;
  for (std::size_t i = 0; i < pointer.size(); ++i) {
    if (pointer[i] == '/') slashes.push_back(i);
  }
  slashes.push_back(pointer.size());
  if (slashes.size() < 5 || !pointer.starts_with("/components/")) return pointer.empty() ? "the reply" : pointer;
  const std::string component = pointer.substr(0, slashes[2]);
  const std::string entry = pointer.substr(0, slashes[4]);
  const std::string list = pointer.substr(slashes[2] + 1, slashes[3] - slashes[2] - 1);
  if (list != "resources" && list != "facts") return text(component + "/name") + ": " + pointer.substr(slashes[2]);
  const std::string what = list == "facts" ? "fact " : "resource " + text(entry + "/type") + "/";
  const std::string rest = pointer.substr(slashes[4]);
  return what + text(entry + "/name") + " of " + text(component + "/name") + (rest.empty() ? "" : ", " + rest);
}

}  // namespace

Status fitting(const std::vector<Misfit>& misfits,
               const std::function<std::string(const std::string& pointer)>& where) {
  if (misfits.empty()) return {};
  std::vector<Diagnostic> diagnostics;
  for (const Misfit& misfit : misfits) {
    Diagnostic diagnostic;
    diagnostic.code = "E0217";
    diagnostic.what = where(misfit.pointer) + ": " + misfit.what;
    diagnostic.next = "report this to the author of the plugin";
    diagnostics.push_back(std::move(diagnostic));
  }
  return fail(Errc::invalid, std::move(diagnostics));
}

Result<Wire> Wire::make() {
  std::map<std::string, Value> documents;
  for (const auto& [name, text] : schema_texts()) documents[name] = Value::parse(text);  // our own files
  const auto lookup = [&](const std::string& name) -> const Value* {
    const auto found = documents.find(name);
    return found == documents.end() ? nullptr : &found->second;
  };
  Wire wire;
  for (const char* message : messages) {
    TRIMTAB_TRY(CheckedSchema schema, CheckedSchema::compile(documents.at(std::string(message) + ".json"), lookup));
    wire.schemas_.emplace(message, std::move(schema));
  }
  return wire;
}

Status Wire::check(const std::string& message, const Value& value) const {
  return fitting(schemas_.at(message).check(value), [&](const std::string& at) { return place(value, at); });
}

}  // namespace trimtab
