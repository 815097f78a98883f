#include <fmt/format.h>

#include <set>

#include "core/plugin/reply_parts.h"
#include "core/plugin/wire.h"
#include "core/support/json_writer.h"

namespace trimtab {

std::vector<std::string> texts_of(const Value& object, const char* member) {
  return object.value(member, std::vector<std::string>());
}

Diagnostic diagnostic_of(const Value& value) {
  Diagnostic diagnostic;
  const std::string severity = value.at("severity");
  diagnostic.severity = severity == "error"     ? Severity::error
                        : severity == "warning" ? Severity::warning
                                                : Severity::note;
  diagnostic.code = value.at("code");
  diagnostic.what = value.at("what");
  diagnostic.label = value.value("label", "");
  diagnostic.why = texts_of(value, "why");
  diagnostic.next = value.value("next", "");
  return diagnostic;
}

std::vector<ComponentDiagnostic> diagnostics_of(const Value& reply, const std::string& component) {
  std::vector<ComponentDiagnostic> list;
  const auto found = reply.find("diagnostics");
  if (found == reply.end()) return list;
  for (const Value& one : *found) list.push_back({component, one.value("at", ""), diagnostic_of(one)});
  return list;
}

std::unexpected<Error> misfit(std::string what) {
  return fail(Errc::invalid, "E0217", std::move(what), "report this to the author of the plugin");
}

Status check_names(const Value& components, const std::vector<std::string>& asked) {
  for (std::size_t i = 0; i < components.size() && i < asked.size(); ++i) {
    const std::string name = components[i].at("name");
    if (name != asked[i]) return misfit(fmt::format("answer {} is for \"{}\", asked was \"{}\"", i, name, asked[i]));
  }
  if (components.size() == asked.size()) return {};
  return misfit(fmt::format("{} components were asked for, {} are answered", asked.size(), components.size()));
}

std::string to_json(const AskRequest& request) {
  std::string text;
  JsonObjectWriter message(text);
  message.member("v") += '1';
  message.text_member("target", request.target);
  append_json_list(message.member("components"), request.components, [](std::string& out, const AskComponent& one) {
    JsonObjectWriter component(out);
    component.text_member("name", one.name);
    component.text_member("kind", one.kind);
    component.member("spec", one.spec);
    component.end();
  });
  message.end();
  return text;
}

Result<AskReply> ask_reply_from(const Wire& wire, const Value& reply, const AskRequest& request) {
  TRIMTAB_CHECK(wire.check("ask-reply", reply));
  TRIMTAB_CHECK(check_names(reply.at("components"), names_of(request.components)));
  AskReply read;
  for (const Value& component : reply.at("components")) {
    AskedComponent asked;
    asked.name = component.at("name");
    std::set<std::string> names;
    for (const Value& fact : component.at("facts")) {
      if (!names.insert(fact.at("name")).second) {
        return misfit(
            fmt::format("{} asks for two facts of the name \"{}\"", asked.name, std::string(fact.at("name"))));
      }
      asked.facts.push_back({asked.name, fact.at("name"), fact.at("type"), fact.at("spec")});
    }
    asked.diagnostics = diagnostics_of(component, asked.name);
    read.components.push_back(std::move(asked));
  }
  return read;
}

Result<std::vector<Diagnostic>> failure_from(const Wire& wire, const Value& reply) {
  TRIMTAB_CHECK(wire.check("failed-reply", reply));
  std::vector<Diagnostic> list;
  for (const Value& one : reply.at("diagnostics")) list.push_back(diagnostic_of(one));
  return list;
}

}  // namespace trimtab
