#include "core/spec/target_blocks.h"

#include <algorithm>
#include <array>

namespace trimtab {
namespace {

constexpr const char* local_text = R"({
  "type": "object", "additionalProperties": false,
  "description": "What holds for processes on the local target",
  "properties": {
    "user": {"type": "string", "pattern": "^[a-z_][a-z0-9_-]{0,31}$",
      "description": "Account the processes run as; the target's when absent"},
    "bind": {"type": "string", "description": "Address the endpoints listen on; the target's when absent"},
    "port": {"type": "integer", "minimum": 1, "maximum": 65535,
      "description": "Fixes the port; without it a free one near the standard one is chosen and kept"},
    "nice": {"type": "integer", "minimum": -20, "maximum": 19, "description": "Scheduling priority; 0 when absent"},
    "memoryMax": {"type": "string", "x-trimtab-size": true, "description": "Memory limit; needs a delegated cgroup"},
    "openFiles": {"type": "integer", "minimum": 64, "description": "Limit of open files; 65536 when absent"},
    "logRotate": {"type": "object", "additionalProperties": false, "description": "10Mi and 10 when absent",
      "properties": {
        "size": {"type": "string", "x-trimtab-size": true, "description": "A log file is closed at this size"},
        "keep": {"type": "integer", "minimum": 1, "maximum": 1000, "description": "Closed log files that are kept"}}}
  }})";

constexpr const char* kubernetes_text = R"({
  "type": "object", "additionalProperties": false,
  "description": "What holds for objects on the kubernetes target; names and shapes are Kubernetes' own",
  "properties": {
    "resources": {"type": "object", "additionalProperties": false, "properties": {
      "requests": {"type": "object", "additionalProperties": {"type": "string"}},
      "limits": {"type": "object", "additionalProperties": {"type": "string"}}}},
    "nodeSelector": {"type": "object", "additionalProperties": {"type": "string"}},
    "affinity": {"type": "object"},
    "tolerations": {"type": "array", "items": {"type": "object", "additionalProperties": false, "properties": {
      "key": {"type": "string"}, "operator": {"enum": ["Exists", "Equal"]}, "value": {"type": "string"},
      "effect": {"enum": ["NoSchedule", "PreferNoSchedule", "NoExecute"]},
      "tolerationSeconds": {"type": "integer"}}}},
    "topologySpreadConstraints": {"type": "array", "items": {"type": "object"}},
    "priorityClassName": {"type": "string"},
    "securityContext": {"type": "object"},
    "podSecurityContext": {"type": "object"},
    "podLabels": {"type": "object", "additionalProperties": {"type": "string"}},
    "podAnnotations": {"type": "object", "additionalProperties": {"type": "string"}},
    "imagePullSecrets": {"type": "array", "items": {"type": "string"}},
    "pullPolicy": {"enum": ["Always", "IfNotPresent", "Never"]},
    "volumes": {"type": "array", "items": {"type": "object"}},
    "volumeMounts": {"type": "array", "items": {"type": "object"}},
    "sidecars": {"type": "array", "items": {"type": "object"}},
    "initContainers": {"type": "array", "items": {"type": "object"}},
    "namespace": {"type": "string", "pattern": "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"},
    "storageClass": {"type": "string"},
    "serviceAccount": {"type": "object", "additionalProperties": false, "properties": {
      "create": {"type": "boolean"}, "name": {"type": "string"},
      "token": {"type": "boolean", "description": "Its pods may talk to the API server"},
      "annotations": {"type": "object", "additionalProperties": {"type": "string"}}}},
    "service": {"type": "object", "additionalProperties": false, "properties": {
      "type": {"enum": ["ClusterIP", "NodePort", "LoadBalancer"]},
      "annotations": {"type": "object", "additionalProperties": {"type": "string"}}}},
    "ingress": {"type": "object", "additionalProperties": false, "properties": {
      "className": {"type": "string"}, "host": {"type": "string"}, "path": {"type": "string"},
      "annotations": {"type": "object", "additionalProperties": {"type": "string"}}, "tlsSecret": {"type": "string"}}},
    "networkPolicy": {"type": "boolean"},
    "pdb": {"type": "object", "additionalProperties": false, "x-trimtab-one-of": true, "maxProperties": 1,
      "properties": {
      "maxUnavailable": {"type": ["integer", "string"]}, "minAvailable": {"type": ["integer", "string"]}}},
    "autoscaling": {"type": "object", "additionalProperties": false, "required": ["min", "max"], "properties": {
      "min": {"type": "integer", "minimum": 1}, "max": {"type": "integer", "minimum": 1},
      "cpu": {"type": "integer", "minimum": 1, "maximum": 100}, "tasks": {"type": "integer", "minimum": 1}}}
  }})";

constexpr const char* secret_text = R"({
  "type": "object", "additionalProperties": false, "minProperties": 1, "maxProperties": 1, "x-trimtab-one-of": true,
  "properties": {
    "generated": {"type": "object", "additionalProperties": false, "properties": {
      "length": {"type": "integer", "minimum": 8, "maximum": 4096},
      "alphabet": {"enum": ["alnum", "hex", "fernet", "base64url"]}}},
    "file": {"type": "string", "minLength": 1, "x-trimtab-path": true},
    "env": {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]*$"},
    "secretKeyRef": {"type": "object", "additionalProperties": false, "required": ["name", "key"], "properties": {
      "name": {"type": "string", "minLength": 1}, "key": {"type": "string", "minLength": 1}}}
  }})";

// Keys that belong to one program or one kind and are not handed down.
constexpr std::array<std::string_view, 4> not_inherited = {"port", "service", "ingress", "autoscaling"};

/// The engine's schema of a block with the keys a kind wrote for it.
Value block_with(Value block, const Value& schema, const char* name) {
  const auto properties = schema.find("properties");
  if (properties == schema.end() || !properties->contains(name)) return block;
  Value own = properties->at(name);
  for (const auto& [key, each] : block["properties"].items()) {
    if (!own["properties"].contains(key)) own["properties"][key] = each;
  }
  if (!own.contains("type")) own["type"] = "object";
  if (!own.contains("additionalProperties")) own["additionalProperties"] = false;
  return own;
}

void add_blocks(Value& schema) {
  const Value wanted = schema["x-trimtab-block"];
  const std::string names = wanted.is_string() ? wanted.get<std::string>() : "local+kubernetes";
  for (const auto& [name, block] : {std::pair("local", &local_block()), std::pair("kubernetes", &kubernetes_block())}) {
    if (names.contains(name)) schema["properties"][name] = block_with(*block, schema, name);
  }
}

void add_secret_forms(Value& schema) {
  static const Value secret = Value::parse(secret_text);
  for (const auto& [key, each] : secret.items()) schema[key] = each;
}

void add_claim_forms(Value& schema) {
  const bool own_forms = schema.contains("oneOf") || schema.contains("anyOf") || schema.contains("properties");
  if (own_forms || schema.contains("type")) return;
  schema["type"] = Value::array({"string", "object"});
  // So that a claim and another form of the same property exclude each other.
  schema["if"] = {{"type", "object"}};
  schema["then"] = {{"required", Value::array({"from"})}};
}

void expand_each(Value& schema, const char* member) {
  const auto found = schema.find(member);
  if (found == schema.end()) return;
  for (Value& each : *found) each = expanded_schema(std::move(each));
}

}  // namespace

const Value& local_block() {
  static const Value block = Value::parse(local_text);
  return block;
}

const Value& kubernetes_block() {
  static const Value block = Value::parse(kubernetes_text);
  return block;
}

Value inherited_part(std::string_view target, const Value& block) {
  const Value& properties = (target == "local" ? local_block() : kubernetes_block()).at("properties");
  Value part = Value::object();
  if (!block.is_object()) return part;
  for (const auto& [key, each] : block.items()) {
    if (properties.contains(key) && std::ranges::find(not_inherited, key) == not_inherited.end()) part[key] = each;
  }
  return part;
}

Value expanded_schema(Value schema) {
  if (!schema.is_object()) return schema;
  if (schema.contains("x-trimtab-block")) add_blocks(schema);
  if (schema.contains("x-trimtab-secret")) add_secret_forms(schema);
  if (schema.contains("x-trimtab-claim")) add_claim_forms(schema);
  for (const char* member : {"properties", "patternProperties", "definitions", "oneOf", "anyOf", "allOf"})
    expand_each(schema, member);
  for (const char* member : {"additionalProperties", "items", "if", "then", "else", "not"}) {
    if (const auto found = schema.find(member); found != schema.end() && found->is_object())
      *found = expanded_schema(std::move(*found));
  }
  return schema;
}

}  // namespace trimtab
