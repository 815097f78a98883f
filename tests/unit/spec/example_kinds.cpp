#include "tests/unit/spec/example_kinds.h"

namespace trimtab::test {
namespace {

constexpr const char* mysql_schema = R"({
  "type": "object", "additionalProperties": false, "x-trimtab-block": "local+kubernetes", "properties": {
    "version": {"type": "string"},
    "flavor": {"enum": ["mysql", "mariadb", "any"], "default": "any"},
    "local": {"properties": {"basedir": {"type": "string", "x-trimtab-path": true}}},
    "storage": {"type": "object", "additionalProperties": false, "default": {}, "properties": {
      "size": {"type": "string", "x-trimtab-size": true, "default": "10Gi"},
      "retain": {"type": "boolean", "default": true}}},
    "config": {"type": "object", "additionalProperties": {}},
    "options": {"type": "object", "additionalProperties": {"oneOf": [{"type": "string"}, {"type": "number"},
      {"type": "boolean"}]}},
    "external": {"type": "object", "additionalProperties": false, "required": ["host"], "properties": {
      "host": {"type": "string"}, "port": {"type": "integer", "minimum": 1, "maximum": 65535, "default": 3306}}},
    "admin": {"type": "object", "additionalProperties": false, "properties": {
      "user": {"type": "string", "default": "root"},
      "password": {"x-trimtab-secret": true, "default": {"generated": {"length": 32}}}}}}})";

constexpr const char* claim_parameters = R"({
  "type": "object", "additionalProperties": false, "properties": {
    "name": {"type": "string", "pattern": "^[a-z_]+$"}, "user": {"type": "string"},
    "onRemove": {"enum": ["keep", "drop"], "default": "keep"}}})";

constexpr const char* nfs_schema = R"({
  "type": "object", "additionalProperties": false, "properties": {
    "keep": {"type": "integer", "minimum": 1, "default": 5},
    "clients": {"type": "array", "items": {"type": "string"}},
    "source": {"type": "object", "additionalProperties": false, "x-trimtab-one-of": true, "minProperties": 1,
      "maxProperties": 1, "properties": {
      "path": {"type": "string", "x-trimtab-path": true},
      "git": {"type": "object", "required": ["repo"], "properties": {"repo": {"type": "string"},
        "ref": {"type": "string", "default": "HEAD"}}}}}}})";

constexpr const char* airflow_schema = R"({
  "type": "object", "additionalProperties": false, "required": ["database"], "x-trimtab-block": "local+kubernetes",
  "definitions": {"role": {"type": "object", "additionalProperties": false, "x-trimtab-block": "local+kubernetes",
    "properties": {
      "replicas": {"type": "integer", "minimum": 0, "default": 1},
      "env": {"type": "object", "additionalProperties": {"type": "string"}},
      "stopTimeout": {"type": "string", "x-trimtab-duration": true, "default": "60s"}}}},
  "properties": {
    "version": {"type": "string"},
    "executor": {"oneOf": [{"enum": ["local", "celery", "kubernetes"]},
                           {"type": "array", "minItems": 1, "items": {"enum": ["local", "celery", "kubernetes"]}}],
                 "default": "local"},
    "database": {"x-trimtab-claim": "sql-database"},
    "broker": {"x-trimtab-claim": "message-broker"},
    "dags": {"oneOf": [{"x-trimtab-claim": "shared-volume"},
      {"type": "object", "additionalProperties": false, "required": ["path"], "properties": {
        "path": {"type": "string", "x-trimtab-path": true}, "subdir": {"type": "string"}}},
      {"type": "object", "additionalProperties": false, "required": ["git"], "properties": {
        "git": {"type": "object", "properties": {"repo": {"type": "string"}}}}}]},
    "url": {"type": "string"},
    "config": {"type": "object", "additionalProperties": {"type": "object", "additionalProperties": {}}},
    "scheduler": {"$ref": "#/definitions/role", "default": {}},
    "workers": {"$ref": "#/definitions/role"},
    "flower": {"type": "object", "additionalProperties": false, "properties": {
      "enabled": {"type": "boolean", "default": false}, "password": {"x-trimtab-secret": true}}},
    "smoke": {"type": "object", "additionalProperties": false, "required": ["dag"], "properties": {
      "dag": {"type": "string"}}}},
  "if": {"properties": {"executor": {"const": "celery"}}, "required": ["executor"]},
  "then": {"required": ["broker"]}})";

Kind kind(const std::string& name, const char* schema, std::vector<Capability> offers,
          std::map<std::string, std::string> outputs) {
  return Kind{name, name, "an example", Value::parse(schema), std::move(offers), std::move(outputs)};
}

std::vector<Kind> make_kinds() {
  std::vector<Kind> kinds;
  kinds.push_back(kind("airflow", airflow_schema, {}, {{"url", "string"}}));
  kinds.push_back(kind("mysql", mysql_schema,
                       {Capability{"sql-database", Value::parse(claim_parameters), {{"host", "string"}}}},
                       {{"address", "endpoint"}, {"host", "string"}}));
  kinds.push_back(kind("nfs", nfs_schema, {Capability{"shared-volume", {}, {}}}, {}));
  kinds.push_back(kind("redis", R"({"type": "object", "additionalProperties": false, "properties": {
                                    "databases": {"type": "integer", "default": 16}}})",
                       {Capability{"message-broker", Value::object(), {}}}, {}));
  return kinds;
}

}  // namespace

const std::vector<Kind>& example_kinds() {
  static const std::vector<Kind> kinds = make_kinds();
  return kinds;
}

}  // namespace trimtab::test
