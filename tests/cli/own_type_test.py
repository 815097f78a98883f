"""A resource type of a plugin's own: planned, applied, looked at and removed as every other object is."""

import pathlib
import unittest

from sandbox import FIXTURES, CliTest

NOTEBOOK = pathlib.Path(FIXTURES).parent / "notebook"


class OwnType(CliTest):
    def setUp(self):
        super().setUp()
        self.box.environment["TRIMTAB_PLUGIN_PATH"] = str(NOTEBOOK)
        self.page = self.box.open / "page"

    def notebook(self, text, more=""):
        self.box.stack(f"diary: {{kind: notebook, spec: {{text: {text}, directory: OPEN{more}}}}}")

    def test_it_is_made_kept_changed_and_removed(self):
        self.notebook("dear diary")
        self.holds("plan -f demo.yaml", 2, "+  notebook.page/first")
        self.holds("apply -f demo.yaml --yes", 0, "ok    diary/notebook.page/first", "it can be read")
        self.assertEqual(self.page.read_text(encoding="utf-8"), "dear diary")
        self.holds("apply -f demo.yaml --yes", 0, "Nothing to do: 2 objects are as wanted")
        self.notebook("another day")
        self.holds("plan -f demo.yaml", 2, "text: dear diary -> another day")
        self.holds("apply -f demo.yaml --yes", 0)
        self.assertEqual(self.page.read_text(encoding="utf-8"), "another day")
        self.holds("destroy -f demo.yaml --yes", 0, "Stack demo is gone.")
        self.assertFalse(self.page.exists())

    def test_what_somebody_changed_is_put_right(self):
        self.notebook("dear diary")
        self.holds("apply -f demo.yaml --yes", 0)
        self.page.write_text("scribbled", encoding="utf-8")
        self.holds("plan -f demo.yaml", 2, "text was changed outside")
        self.holds("apply -f demo.yaml --yes", 0)
        self.assertEqual(self.page.read_text(encoding="utf-8"), "dear diary")

    def test_its_effects_get_the_value_of_a_secret_that_nothing_shows(self):
        self.box.variables["PAGE_PASSWORD"] = "hunter2-hunter2"
        self.notebook("dear diary", ", password: {env: PAGE_PASSWORD}")
        text = self.holds("apply -f demo.yaml --yes", 0)
        self.assertEqual((self.box.open / "page.length").read_text(encoding="utf-8"), "15")
        text += self.holds("plan -f demo.yaml --output json", 0) + self.holds("history -f demo.yaml --run 1", 0)
        self.assertNotIn("hunter2", text)
        self.assertNotIn(b"hunter2", (self.box.state / "private/state.db").read_bytes())

    def test_without_its_plugin_nothing_is_done_to_it(self):
        self.notebook("dear diary")
        self.holds("apply -f demo.yaml --yes", 0)
        self.box.environment["TRIMTAB_PLUGIN_PATH"] = FIXTURES
        words = f"destroy --stack demo --state-dir {self.box.state} --yes"
        self.holds(words, 8, "no plugin at hand handles", "trimtab plugin list")
        self.assertTrue(self.page.exists())
        self.box.environment["TRIMTAB_PLUGIN_PATH"] = str(NOTEBOOK)
        self.holds(words, 0, "is gone")


if __name__ == "__main__":
    unittest.main(verbosity=2)
