"""What core/sdk/schema uses of JSON Schema draft-07. An unknown keyword is an error: nothing is passed over."""

import json
import re

from sandbox import ROOT

FOLDER = ROOT / "core/sdk/schema"
SILENT = {"$schema", "$id", "title", "description", "definitions", "default", "examples", "$comment"}
TYPES = {
    "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None), "integer": int,
    "number": (int, float),
}


def is_type(value, name):
    return isinstance(value, TYPES[name]) and not (name in ("integer", "number") and isinstance(value, bool))


class Schema:
    def __init__(self, name):
        self.name = name

    def errors(self, value):
        return list(self.check(value, self.load(self.name), self.name, "$"))

    @staticmethod
    def load(name):
        return json.loads((FOLDER / name).read_text(encoding="utf-8"))

    def follow(self, reference, file):
        target, _, pointer = reference.partition("#")
        file = target or file
        schema = self.load(file)
        for word in filter(None, pointer.split("/")):
            schema = schema[word]
        return schema, file

    def check(self, value, schema, file, at):
        if isinstance(schema, bool):
            if not schema:
                yield f"{at}: nothing is allowed here"
            return
        if "$ref" in schema:
            target, where = self.follow(schema["$ref"], file)
            yield from self.check(value, target, where, at)
            return
        for keyword, rule in schema.items():
            if keyword not in SILENT:
                yield from getattr(self, "keyword_" + keyword)(value, rule, schema, file, at)

    def keyword_type(self, value, rule, _schema, _file, at):
        names = rule if isinstance(rule, list) else [rule]
        if not any(is_type(value, name) for name in names):
            yield f"{at}: {value!r} is not of type {rule}"

    def keyword_const(self, value, rule, _schema, _file, at):
        if value != rule:
            yield f"{at}: {value!r} is not {rule!r}"

    def keyword_enum(self, value, rule, _schema, _file, at):
        if value not in rule:
            yield f"{at}: {value!r} is not one of {rule}"

    def keyword_pattern(self, value, rule, _schema, _file, at):
        if isinstance(value, str) and not re.search(rule, value):
            yield f"{at}: {value!r} does not match {rule}"

    def keyword_minimum(self, value, rule, _schema, _file, at):
        if is_type(value, "number") and value < rule:
            yield f"{at}: {value} is below {rule}"

    def keyword_maximum(self, value, rule, _schema, _file, at):
        if is_type(value, "number") and value > rule:
            yield f"{at}: {value} is above {rule}"

    def keyword_minLength(self, value, rule, _schema, _file, at):
        if isinstance(value, str) and len(value) < rule:
            yield f"{at}: shorter than {rule}"

    def keyword_maxLength(self, value, rule, _schema, _file, at):
        if isinstance(value, str) and len(value) > rule:
            yield f"{at}: longer than {rule}"

    def keyword_minItems(self, value, rule, _schema, _file, at):
        if isinstance(value, list) and len(value) < rule:
            yield f"{at}: fewer than {rule}"

    def keyword_required(self, value, rule, _schema, _file, at):
        if isinstance(value, dict):
            yield from (f"{at}: {name} is missing" for name in rule if name not in value)

    def keyword_properties(self, value, rule, _schema, file, at):
        if isinstance(value, dict):
            for name, one in rule.items():
                if name in value:
                    yield from self.check(value[name], one, file, f"{at}.{name}")

    def keyword_additionalProperties(self, value, rule, schema, file, at):
        if isinstance(value, dict):
            for name in value.keys() - schema.get("properties", {}).keys():
                yield from self.check(value[name], rule, file, f"{at}.{name}")

    def keyword_propertyNames(self, value, rule, _schema, file, at):
        if isinstance(value, dict):
            for name in value:
                yield from self.check(name, rule, file, f"{at}.{name}")

    def keyword_items(self, value, rule, _schema, file, at):
        if isinstance(value, list):
            for number, one in enumerate(value):
                yield from self.check(one, rule, file, f"{at}[{number}]")

    def keyword_oneOf(self, value, rule, _schema, file, at):
        fitting = [one for one in rule if not list(self.check(value, one, file, at))]
        if len(fitting) != 1:
            yield f"{at}: {len(fitting)} of the alternatives fit"

    def keyword_anyOf(self, value, rule, _schema, file, at):
        if not any(not list(self.check(value, one, file, at)) for one in rule):
            yield f"{at}: none of the alternatives fits"

    def keyword_allOf(self, value, rule, _schema, file, at):
        for one in rule:
            yield from self.check(value, one, file, at)
