"""What the command line says when it is typed wrong, and what its help shows."""

import re
import shlex
import unittest

from sandbox import ROOT, CliTest

COMMANDS = [
    "validate", "plan", "apply", "rollback", "destroy", "status", "history", "logs", "graph", "plugin",
    "plugin list", "plugin show", "render", "version",
]


class Usage(CliTest):
    def test_a_command_that_does_not_exist_is_answered_with_the_nearest(self):
        self.says(
            "aply -f demo.yaml",
            """\
error[E0001]: "aply" is no command of trimtab
  next: did you mean: trimtab apply
exit 64
""",
        )

    def test_so_is_a_command_below_another(self):
        self.says(
            "plugin lst",
            """\
error[E0001]: "lst" is no command of trimtab plugin
  next: did you mean: trimtab plugin list
exit 64
""",
        )

    def test_so_is_an_option(self):
        self.says(
            "apply -f demo.yaml --allow-delet=3",
            """\
error[E0001]: trimtab apply has no option --allow-delet
  next: did you mean: trimtab apply --allow-delete
exit 64
""",
        )

    def test_without_a_command_the_help_is_named(self):
        self.says("", "error[E0001]: A subcommand is required\n  next: trimtab --help\nexit 64\n")

    def test_a_format_that_does_not_exist_is_answered_with_those_that_do(self):
        self.says(
            "plan -o yaml",
            """\
error[E0001]: --output: text or json, not "yaml"
  next: trimtab plan --help
exit 64
""",
        )

    def test_a_number_out_of_range_is_refused(self):
        self.holds("apply -j 0", 64, "Value 0 not in range 1 to 256")
        self.holds("apply --allow-delete many", 64, "E0001", "--allow-delete")

    def test_a_file_option_takes_one_word_and_leaves_the_next_one_alone(self):
        self.box.stack("one: {kind: file, spec: {content: x}}")
        self.says(
            "logs -f demo.yaml two",
            """\
error[E0004]: stack demo has nothing named "two"
  next: trimtab apply -f demo.yaml
exit 64
""",
        )

    def test_a_saved_plan_goes_with_no_spec(self):
        self.says(
            "apply -f demo.yaml prod.yaml --yes",
            """\
error[E0002]: prod.yaml would be executed as it is: a saved plan goes with no spec
  nothing was changed
  next: a spec: -f prod.yaml; a plan: trimtab apply prod.yaml
exit 64
""",
        )

    def test_names_and_ids_are_checked(self):
        self.box.stack("one: {kind: file, spec: {content: x}}")
        self.holds("status --stack Not_A_Name", 64, 'error[E0002]: "Not_A_Name" is not a stack\'s name')
        text = self.holds("plan -f demo.yaml --adopt x", 64, "ids stand in the plan: component/type/name")
        self.assertIn("error[E0002]: \"x\" is not an object's id", text)


class Help(CliTest):
    def example(self, command):
        text = self.holds(f"{command} --help", 0)
        found = re.search(r"^(?:Example|Start with): (trimtab .*)$", text, re.MULTILINE)
        self.assertTrue(found, text)
        return found[1]

    def test_every_command_is_listed_with_what_it_is_for(self):
        text = self.holds("--help", 0)
        for command in COMMANDS:
            if " " not in command:
                self.assertRegex(text, rf"\n  {command} +[A-Z]")

    def test_every_help_has_an_example_that_the_command_line_understands(self):
        """Every example is typed here, so it may fail, but never for how it is written."""
        for command in ["", *COMMANDS]:
            with self.subTest(command=command):
                words = shlex.split(self.example(command))
                words = words[1 : words.index("|")] if "|" in words else words[1:]
                if command:
                    self.assertEqual(" ".join(words[: len(command.split())]).split()[0], command.split()[0])
                spec = words[words.index("-f") + 1] if "-f" in words else ""
                self.assertTrue(not spec or (ROOT / spec).is_file(), spec)
                said = self.box.run(*words)
                self.assertNotIn("E0001", said.text)

    def test_the_version_names_the_contracts(self):
        self.assertRegex(self.holds("version", 0), r"^trimtab \d+\.\d+\.\d+, plugin ABI \d+\.\d+, plan format 1\n$")
        self.assertRegex(self.holds("--version", 0), r"^\d+\.\d+\.\d+\n$")


if __name__ == "__main__":
    unittest.main(verbosity=2)
