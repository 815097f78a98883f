"""Specs: checked with all their mistakes in one go, merged from several files, changed by --set."""

import json
import shutil
import unittest

from sandbox import ROOT, CliTest

SPECS = ROOT / "tests/fixtures/specs"


class Validate(CliTest):
    def test_a_good_spec_is_said_to_be_one_and_nothing_is_touched(self):
        self.box.stack("one: {kind: file, spec: {content: x}}\ntwo: {kind: file, spec: {content: y, needs: one}}")
        self.says("validate -f demo.yaml", "Stack demo is valid: 2 components for target local\nexit 0\n")
        self.assertFalse(self.box.state.exists())

    def test_what_is_understood_is_shown_with_every_default_marked(self):
        self.box.stack("one: {kind: file, spec: {content: x}}")
        text = self.holds("validate -f demo.yaml --show", 0)
        self.assertEqual(
            text[text.index("  components:") : text.index("  target:")],
            """\
  components:
    one:
      kind: file
      spec:
        content: x
        path: file  # default
""",
        )
        self.box.write("shown.yaml", self.box.run("validate", "-f", "demo.yaml", "--show", separate=True).text)
        self.says("validate -f shown.yaml", "Stack demo is valid: 1 component for target local\nexit 0\n")

    def test_ten_mistakes_are_told_in_one_go_each_with_its_place(self):
        shutil.copy(SPECS / "ten-mistakes.yaml", self.box.top)
        text = self.holds("validate -f ten-mistakes.yaml", 8)
        known = (SPECS / "ten-mistakes.txt").read_text(encoding="utf-8")
        wanted = [line for line in known.splitlines() if line.startswith("ten-mistakes.yaml:")]
        self.assertEqual(text.count("error["), len(wanted))
        for line in wanted:
            place, code, what = line.split(" | ")[0].split(" ", 2)
            self.assertIn(f"error[{code}]: {what}\n  --> {place}\n", text)
        self.assertNotIn("hunter2", text)
        self.assertEqual(text.count("nothing was changed"), 1)

    def test_a_kind_that_does_not_exist_is_answered_with_the_nearest(self):
        self.box.stack("one: {kind: fil, spec: {content: x}}")
        self.says(
            "plan -f demo.yaml",
            """\
error[E0250]: no plugin offers the kind "fil"
  --> demo.yaml:7:17
   |
 7 |     one: {kind: fil, spec: {content: x}}
   |                 ^^^ did you mean "file"?
  why: kinds at hand: KINDS
  nothing was changed
  next: trimtab plugin list
exit 8
""",
        )

    def test_a_spec_that_is_not_there_is_named(self):
        self.says(
            "validate",
            """\
error[E0101]: cannot read trimtab.yaml
  why: TOP/trimtab.yaml does not exist
  nothing was changed
  next: trimtab plan -f FILE
exit 8
""",
        )

    def test_a_spec_comes_from_standard_input_too(self):
        text = (self.box.top / self.box.stack("one: {kind: file, spec: {content: x}}")).read_text(encoding="utf-8")
        said = self.box.run("validate", "-f", "-", text=text)
        self.assertEqual(str(said), "Stack demo is valid: 1 component for target local\nexit 0\n")


class Merge(CliTest):
    def setUp(self):
        super().setUp()
        self.box.stack("one: {kind: file, spec: {content: base}}\ntwo: {kind: file, spec: {content: base}}")

    def merged(self, *words):
        said = self.box.run("validate", "-f", "demo.yaml", *words, "-o", "json", separate=True)
        self.assertEqual(said.code, 0)
        return {name: one["spec"]["content"] for name, one in json.loads(said.text)["components"].items()}

    def test_a_later_file_changes_adds_and_removes(self):
        self.box.write(
            "prod.yaml",
            "spec:\n  components:\n    one: {spec: {content: prod}}\n    two: null\n"
            "    three: {kind: file, spec: {content: new}}\n",
        )
        self.assertEqual(self.merged("-f", "prod.yaml"), {"one": "prod", "three": "new"})

    def test_set_has_the_last_word(self):
        self.box.write("prod.yaml", "spec: {components: {one: {spec: {content: prod}}}}\n")
        merged = self.merged("-f", "prod.yaml", "--set", "spec.components.one.spec.content=set")
        self.assertEqual(merged, {"one": "set", "two": "base"})

    def test_a_mistake_is_told_where_it_stands_through_the_merge(self):
        self.box.write("prod.yaml", "spec: {components: {one: {spec: {contnt: prod}}}}\n")
        self.holds(
            "validate -f demo.yaml -f prod.yaml",
            8,
            'error[E0112]: unknown key "contnt" in one\'s spec\n  --> prod.yaml:1:34\n',
            'did you mean "content"?',
        )

    def test_a_mistake_in_set_is_told_with_a_caret_under_it(self):
        self.holds(
            "validate -f demo.yaml --set spec.components.one.spec.contnt=x",
            8,
            "--> --set:1:26\n   |\n 1 | spec.components.one.spec.contnt=x\n   |                          ^^^^^^",
        )
        self.holds("validate -f demo.yaml --set content", 8, "error[E0117]")


if __name__ == "__main__":
    unittest.main(verbosity=2)
