"""plugin list and plugin show, with good plugins and broken ones."""

import json
import pathlib
import shutil
import unittest

from sandbox import FIXTURES, CliTest


class Plugins(CliTest):
    def test_those_at_hand_are_listed_with_their_kinds_and_files(self):
        text = self.holds("plugin list", 0)
        self.assertRegex(text, r"(?m)^  files +1\.0\.0 +file, fileset, command, daemon +\S+/files\.so$")
        found = json.loads(self.box.run("plugin", "list", "-o", "json", separate=True).text)["plugins"]
        files = next(one for one in found if one["name"] == "files")
        self.assertEqual(files["kinds"], ["file", "fileset", "command", "daemon"])

    def test_a_broken_one_is_told_among_the_others(self):
        folder = self.box.top / "plugins"
        folder.mkdir()
        shutil.copy(pathlib.Path(FIXTURES) / "files.so", folder / "whole.so")
        (folder / "half.so").write_bytes((folder / "whole.so").read_bytes()[:9000])
        self.box.environment["TRIMTAB_PLUGIN_PATH"] = ""
        text = self.holds("--plugin-dir plugins plugin list", 8, "files", "error[E0206]: ")
        self.assertIn("half.so is truncated", text)

    def test_a_kind_is_shown_with_its_fields(self):
        self.says(
            "plugin show fileset",
            """\
kind fileset of plugin files: Many files, joined in a given shape
  fields of spec
    content                      string = "text"                      What stands in each
    count                        integer, required                    How many files
    first                        string                               What stands in the first of them, where that is something else
    shape                        none | chain | star | layered | random = "none" Which file needs which others
exit 0
""",
        )

    def test_a_plugin_is_shown_with_all_its_kinds(self):
        text = self.holds("plugin show files", 0)
        self.assertEqual(text.count("\nkind ") + text.startswith("kind "), 4)
        kinds = json.loads(self.box.run("plugin", "show", "files/daemon", "-o", "json", separate=True).text)["kinds"]
        self.assertEqual([(one["plugin"], one["name"]) for one in kinds], [("files", "daemon")])
        self.assertEqual(kinds[0]["outputs"], {"address": "endpoint"})

    def test_what_nobody_offers_is_answered_with_the_nearest(self):
        self.says(
            "plugin show demon",
            'error[E0005]: no plugin offers "demon"\n  next: trimtab plugin show daemon\nexit 64\n',
        )

    def test_a_directory_that_is_not_there_is_told(self):
        self.holds("--plugin-dir nowhere plugin list", 64, "error[E0234]", "nowhere")


if __name__ == "__main__":
    unittest.main(verbosity=2)
