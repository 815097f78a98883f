"""One trial of one of the tools that are compared: a directory of its own, its environment, its command lines.

TRIMTAB names our program, TRIMTAB_FIXTURES the folder of the plugin that makes files and runs commands.
"""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile


class Trial:
    def __init__(self, objects: int):
        self.objects = objects
        self.top = pathlib.Path(tempfile.mkdtemp(prefix="trimtab-bench-", dir="/var/tmp"))
        self.top.chmod(0o711)  # what is applied runs under an account of its own

    def environment(self) -> dict:
        return {"PATH": os.environ["PATH"], "HOME": str(self.top)}

    def run(self, *command, check=True):
        subprocess.run(command, cwd=self.top, env=self.environment(), check=check, stdin=subprocess.DEVNULL,
                       capture_output=True)

    def remove(self):
        shutil.rmtree(self.top, ignore_errors=True)


class TrimtabTrial(Trial):
    name = "trimtab"
    program = os.environ["TRIMTAB"]

    def __init__(self, objects: int):
        super().__init__(objects)
        self.stack, self.state = "b" + os.urandom(5).hex(), self.top / "state"

    def environment(self) -> dict:
        return super().environment() | {"TRIMTAB_PLUGIN_PATH": os.environ["TRIMTAB_FIXTURES"]}

    def write(self, components: dict):
        spec = {"target": {"local": {"stateDir": str(self.state)}}, "components": components}
        stack = {"apiVersion": "trimtab.dev/v1", "kind": "Stack", "metadata": {"name": self.stack}, "spec": spec}
        (self.top / "stack.yaml").write_text(json.dumps(stack))

    def apply(self) -> list:
        return [self.program, "apply", "-f", "stack.yaml", "--yes"]

    def destroy(self) -> list:
        return [self.program, "destroy", "-f", "stack.yaml", "--yes", "--allow-delete", "1000000"]


class TerraformTrial(Trial):
    name = "terraform"
    program = "terraform"
    quiet = ("-auto-approve", "-input=false", "-no-color")

    def environment(self) -> dict:
        return super().environment() | {"CHECKPOINT_DISABLE": "1"}

    def write(self, text: str):
        (self.top / "main.tf").write_text(text)
        self.run("terraform", "init", "-input=false")

    def apply(self, **variables: str) -> list:
        return ["terraform", "apply", *self.quiet, *(f"-var={name}={value}" for name, value in variables.items())]

    def destroy(self, **variables: str) -> list:
        return ["terraform", "destroy", *self.quiet, *(f"-var={name}={value}" for name, value in variables.items())]


def is_installed(tool) -> bool:
    return shutil.which(tool.program) is not None
