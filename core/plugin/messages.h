#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/model/fact.h"
#include "core/model/kind.h"
#include "core/model/resource.h"
#include "core/model/value.h"
#include "core/support/error.h"

namespace trimtab {

class Wire;

/// A plugin's message about one component. Whoever knows the spec turns `pointer` into diagnostic.at.
struct ComponentDiagnostic {
  std::string component;
  std::string pointer;  ///< JSON pointer into the component's spec; empty when the plugin named no place
  Diagnostic diagnostic;

  bool operator==(const ComponentDiagnostic&) const = default;
};

/// A resource type of a plugin's own, "plugin.type".
struct PluginResourceType {
  std::string plugin;
  std::string name;
  Value schema = Value::object();
  std::vector<std::string> secrets;  ///< properties whose secret values its effects receive
};

/// What `describe` says.
struct PluginDescription {
  std::string name;
  std::string version;
  std::vector<Kind> kinds;
  std::vector<PluginResourceType> resource_types;
};

struct AskComponent {
  std::string name;
  std::string kind;  ///< short name, without the plugin
  Value spec = Value::object();
};

struct AskRequest {
  std::string target;
  std::vector<AskComponent> components;
};

struct AskedComponent {
  std::string name;
  std::vector<FactRequest> facts;
  std::vector<ComponentDiagnostic> diagnostics;
};

/// One answer per component asked, in the order of the request.
struct AskReply {
  std::vector<AskedComponent> components;
};

/// What a component gets from one it claimed. In an output, `reference` is text ready to stand in a resource,
/// "@{out:database/host}"; `after` is not sent.
struct ClaimedCapability {
  std::string provider;
  std::string capability;
  Outputs outputs;
};

/// A claim of another component on this one.
struct ClaimOn {
  std::string id;  ///< "airflow/database": component and property path, joined by dots
  std::string capability;
  std::string by;
  Value parameters = Value::object();
};

struct ExpandComponent {
  std::string name;
  std::string kind;
  /// Texts a user wrote are inert here already (escape_references), so that a plugin may use them as they are.
  Value spec = Value::object();
  Value facts = Value::object();
  Value slots = Value::object();
  Value chosen = Value::object();
  std::map<std::string, ClaimedCapability> claimed;  ///< by property path, joined by dots
  std::vector<ClaimOn> claims;
};

struct ExpandRequest {
  std::string target;
  std::string stack;
  Value target_facts = Value::object();
  std::vector<ExpandComponent> components;
};

/// Ids, `needs` and `after` are whole: component/type/name. References in outputs stay as the plugin wrote them,
/// "endpoint:sql/port", in the component's own namespace.
struct ExpandedComponent {
  std::string name;
  std::vector<Resource> resources;
  Outputs outputs;
  std::map<std::string, Outputs> claims;  ///< by claim id
  Value chosen = Value::object();
  std::vector<ComponentDiagnostic> diagnostics;
};

/// One answer per component, in the order of the request.
struct ExpandReply {
  std::vector<ExpandedComponent> components;
};

/// The request as JSON text. Text that is no UTF-8 throws Value::exception.
[[nodiscard]] std::string to_json(const AskRequest& request);
[[nodiscard]] std::string to_json(const ExpandRequest& request);

/// Each reply is checked by its schema first; then names must be those of the request, all of them, and unique. Every
/// place that does not fit is one diagnostic.
[[nodiscard]] Result<PluginDescription> description_from(const Wire& wire, const Value& reply);
[[nodiscard]] Result<AskReply> ask_reply_from(const Wire& wire, const Value& reply, const AskRequest& request);
[[nodiscard]] Result<ExpandReply> expand_reply_from(const Wire& wire, Value reply, const ExpandRequest& request);
/// {"v":1,"diagnostics":[…]}: what a failed call replies.
[[nodiscard]] Result<std::vector<Diagnostic>> failure_from(const Wire& wire, const Value& reply);

}  // namespace trimtab
