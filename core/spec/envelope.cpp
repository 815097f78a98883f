#include "core/spec/envelope.h"

namespace trimtab {
namespace {

constexpr const char* stack_text = R"({
  "type": "object", "additionalProperties": false, "required": ["apiVersion", "kind", "metadata", "spec"],
  "properties": {
    "apiVersion": {"enum": ["trimtab.dev/v1"]},
    "kind": {"enum": ["Stack"]},
    "metadata": {"type": "object", "additionalProperties": false, "required": ["name"], "properties": {
      "name": {"type": "string"}}},
    "spec": {"type": "object", "additionalProperties": false, "required": ["target", "components"], "properties": {
      "target": {"type": "object", "additionalProperties": false, "x-trimtab-one-of": true,
        "minProperties": 1, "maxProperties": 1, "properties": {
        "local": {"type": "object", "additionalProperties": false, "properties": {
          "user": {"type": "string", "pattern": "^[a-z_][a-z0-9_-]{0,31}$"},
          "stateDir": {"type": "string", "x-trimtab-path": true},
          "bind": {"type": "string"},
          "boot": {"enum": ["systemd", "cron", "none"]}}},
        "kubernetes": {"type": "object", "additionalProperties": false, "required": ["namespace"], "properties": {
          "kubeconfig": {"type": "string", "x-trimtab-path": true},
          "context": {"type": "string"},
          "namespace": {"type": "string", "pattern": "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"},
          "createNamespaces": {"type": "boolean"}}}}},
      "defaults": {"type": "object", "additionalProperties": false, "x-trimtab-block": "local+kubernetes",
        "properties": {"kinds": {"type": "object", "x-trimtab-opaque": true}}},
      "env": {"type": "array", "items": {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"}},
      "components": {"type": "object", "x-trimtab-opaque": true}}}
  }})";

constexpr const char* component_text = R"({
  "type": "object", "additionalProperties": false, "required": ["kind"],
  "properties": {
    "kind": {"type": "string"},
    "spec": {"type": "object", "x-trimtab-opaque": true},
    "needs": {"type": "array", "items": {"type": "string"}},
    "protect": {"type": "boolean"},
    "onFailure": {"enum": ["rollback", "hold"]},
    "timeout": {"type": "string", "x-trimtab-duration": true},
    "formerly": {"type": "string"},
    "patches": {"type": "array", "items": {"type": "object", "additionalProperties": false,
      "required": ["at"], "properties": {
      "at": {"type": "string", "pattern": "^[A-Za-z]+/[a-z0-9.-]+$"},
      "merge": {"type": "object"},
      "json": {"type": "array", "items": {"type": "object", "additionalProperties": false,
        "required": ["op", "path"], "properties": {
        "op": {"enum": ["add", "remove", "replace", "move", "copy", "test"]},
        "path": {"type": "string", "pattern": "^(/.*)?$"},
        "from": {"type": "string", "pattern": "^(/.*)?$"},
        "value": {}}}}}}}
  }})";

Result<Envelope> make() {
  Envelope envelope;
  TRIMTAB_TRY(envelope.stack, CompiledSchema::compile(Value::parse(stack_text)));
  TRIMTAB_TRY(envelope.component, CompiledSchema::compile(Value::parse(component_text)));
  return envelope;
}

}  // namespace

Result<const Envelope*> Envelope::of_specs() {
  static const Result<Envelope> made = make();
  if (!made) return std::unexpected(made.error());
  return &*made;
}

}  // namespace trimtab
