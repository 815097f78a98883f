"""Whatever a spec, an argument, a plugin or a program says: no control character of it reaches a terminal raw, no
direction and nothing of zero width."""

import copy
import json
import os
import re
import subprocess
import unittest

from concurrent.futures import ThreadPoolExecutor
from sandbox import PATIENCE, ROOT, CliTest

HOSTILE = "\x1b[31m\x9b2J\u202e\u200b\u2066\x07\u2028\ufeffend"
ACTS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def places(value, path=()):
    """The path to every value and, with None at its end, to every name in it."""
    if path:
        yield path
    if isinstance(value, dict):
        for name, member in value.items():
            yield (*path, name, None)
            yield from places(member, (*path, name))
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from places(member, (*path, index))


def spoilt(spec, path):
    """The spec with hostile text at one place."""
    spec = copy.deepcopy(spec)
    *to, last = path[:-1] if path[-1] is None else path
    parent = spec
    for step in to:
        parent = parent[step]
    if path[-1] is None:
        parent[last + HOSTILE] = parent.pop(last)
    else:
        parent[last] = parent[last] + HOSTILE if isinstance(parent[last], str) else HOSTILE
    return spec


class HostileText(CliTest):
    def said(self, *words):
        """All that a command prints, as it is; what it is not told, it must not find out."""
        process = self.box.start(*words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        out, _ = process.communicate(timeout=PATIENCE)
        text = out.decode("utf-8")
        found = ACTS.search(text)
        self.assertIsNone(found, f"{' '.join(words)}: {found and ascii(found.group())} in {ascii(text)}")
        return process.returncode, text

    def whole(self, file, target):
        """The spec of a file with every default of every field in it."""
        code, text = self.said("validate", "-f", str(file), "--output", "json")
        self.assertEqual(code, 0, text)
        read = json.loads(text)
        spec = {"target": target, "components": read["components"]}
        return {"apiVersion": "trimtab.dev/v1", "kind": "Stack", "metadata": {"name": self.box.name}, "spec": spec}

    def spoil_every_place(self, spec, *commands):
        """Each command must answer each spoilt spec without one raw character of it."""
        spoilt_specs = list(enumerate(spoilt(spec, path) for path in places(spec)))
        self.assertGreater(len(spoilt_specs), 20)
        with ThreadPoolExecutor(os.cpu_count()) as workers:
            list(workers.map(lambda one: self.answer(*one, commands), spoilt_specs))

    def answer(self, number, spec, commands):
        file = self.box.write(f"{number}.yaml", json.dumps(spec))
        for words in commands:
            code, text = self.said(*words, "-f", file)
            self.assertIn(code, (0, 2, 8, 10), text)
            if code == 8:
                self.assertIn("error[", text)


class OfASpec(HostileText):
    def test_nothing_that_stands_in_a_spec_of_one_machine_acts_on_a_terminal(self):
        spec = self.whole(ROOT / "specs/demo.yaml", {"local": {"stateDir": str(self.box.state)}})
        self.spoil_every_place(spec, ["validate", "--show"], ["plan"])

    def test_nothing_that_stands_in_a_spec_for_a_cluster_acts_on_a_terminal(self):
        for name in ("airflow-on-kubernetes", "cloudsql"):
            spec = self.whole(ROOT / f"specs/{name}.yaml", {"kubernetes": {"namespace": "data", "context": "none"}})
            self.spoil_every_place(spec, ["validate", "--show"])

    def test_machine_readable_answers_are_as_harmless(self):
        self.box.stack("one: {kind: file, spec: {content: x, path: name}}")
        spec = self.whole(self.box.top / "demo.yaml", {"local": {"stateDir": str(self.box.state)}})
        commands = ["validate"], ["plan"], ["graph"], ["graph", "--objects"]
        self.spoil_every_place(spec, *(words + ["--output", "json"] for words in commands))


class OfOthers(HostileText):
    def test_no_argument_acts_on_a_terminal(self):
        self.box.stack("one: {kind: file, spec: {content: x}}")
        code, text = self.said("apply", "-f", "demo.yaml", "--yes")
        self.assertEqual(code, 0, text)
        in_place = ["-f", "demo.yaml"]
        for words in (
            [HOSTILE],
            ["--" + HOSTILE],
            ["plan", HOSTILE],
            ["validate", "-f", HOSTILE],
            ["validate", *in_place, "--set", HOSTILE],
            ["validate", *in_place, "--set", f"spec.components.{HOSTILE}.kind=file"],
            ["plan", *in_place, "--output", HOSTILE],
            ["plan", *in_place, "--facts", HOSTILE],
            ["plan", *in_place, "--adopt", HOSTILE],
            ["apply", HOSTILE],
            ["status", "--stack", HOSTILE],
            ["status", "--stack", "demo", "--state-dir", HOSTILE],
            ["logs", HOSTILE, *in_place],
            ["history", *in_place, "--run", HOSTILE],
            ["rollback", *in_place, "--to", HOSTILE],
            ["plugin", "show", HOSTILE],
            ["--plugin-dir", HOSTILE, "plugin", "list"],
        ):
            code, text = self.said(*words)
            self.assertTrue("end" in text or code == 0, f"{words}: {text}")

    def test_neither_the_name_of_a_file_nor_what_stands_in_it_acts_on_a_terminal(self):
        self.box.write(HOSTILE + ".yaml", f"kind: Stack\n{HOSTILE}: [\n")
        code, text = self.said("validate", "-f", HOSTILE + ".yaml")
        self.assertEqual(code, 8)
        self.assertIn("end.yaml:", text)

    def test_nothing_that_was_applied_acts_on_a_terminal_when_it_is_told_again(self):
        for text in ("first", "second"):
            content = json.dumps(text + HOSTILE)
            command = json.dumps(["/bin/sh", "-c", f"printf '%s\\n' '{HOSTILE}'; : {text}"])
            two = f"two: {{kind: command, spec: {{run: {command}}}}}"
            self.box.stack(f"one: {{kind: file, spec: {{content: {content}}}}}\n{two}")
            for words, expected in ((["plan"], 2), (["apply", "--yes"], 0)):
                code, said = self.said(*words, "-f", "demo.yaml")
                self.assertEqual(code, expected, said)
        for words in (["status"], ["history"], ["history", "--run", "2"], ["logs", "two"], ["graph", "--objects"]):
            for form in ([], ["--output", "json"]) if words[0] != "logs" else ([],):
                code, said = self.said(*words, *form, "-f", "demo.yaml")
                self.assertEqual(code, 0, said)


if __name__ == "__main__":
    unittest.main(verbosity=2)
