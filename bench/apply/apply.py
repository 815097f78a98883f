#!/usr/bin/env python3
"""N files on this machine, beside N terraform_data of Terraform: apply.py [--sizes 1000,5000] [--runs 3] [--terraform-runs 3].

The first apply, the same once more, one of them changed, destroy; and how long a user waits for the first sign of life.
trimtab's files are real ones with a durable journal; terraform_data does nothing at all. Every figure is the median
over the runs. A tool that is not installed is left out with a notice.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from machine import described  # noqa: E402  (its folder is known only now)

STEPS = ("first", "again", "one changed", "destroy", "first byte")


class Tool:
    """One trial of one tool, in a directory of its own."""

    def __init__(self, objects):
        self.objects = objects
        self.top = pathlib.Path(tempfile.mkdtemp(prefix="trimtab-apply-", dir="/var/tmp"))
        self.top.chmod(0o711)

    def measure(self):
        """Seconds by step."""
        self.prepare()
        first_byte, first = self.timed(self.applying("text"))
        _, again = self.timed(self.applying("text"))
        _, changed = self.timed(self.applying("other"))
        _, destroyed = self.timed(self.destroying())
        shutil.rmtree(self.top)
        return dict(zip(STEPS, (first, again, changed, destroyed, first_byte)))

    def timed(self, command):
        """Seconds to the first byte of output and to the end."""
        start = time.monotonic()
        with subprocess.Popen(command, cwd=self.top, env=self.environment(), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            said = process.stdout.read(1)
            first = time.monotonic() - start
            said += process.stdout.read()
            if process.wait() != 0:
                raise SystemExit(f"{' '.join(map(str, command))}: {process.returncode}\n{said.decode()[-4000:]}")
        return first, time.monotonic() - start


class Trimtab(Tool):
    name = "trimtab"
    program = os.environ["TRIMTAB"]

    def prepare(self):
        self.stack = "b" + os.urandom(5).hex()

    def environment(self):
        return {"PATH": os.environ["PATH"], "HOME": str(self.top), "TRIMTAB_PLUGIN_PATH": os.environ["TRIMTAB_FIXTURES"]}

    def applying(self, first):
        components = {"all": {"kind": "fileset", "spec": {"count": self.objects, "first": first}}}
        spec = {"target": {"local": {"stateDir": str(self.top / "state")}}, "components": components}
        stack = {"apiVersion": "trimtab.dev/v1", "kind": "Stack", "metadata": {"name": self.stack}, "spec": spec}
        (self.top / "stack.yaml").write_text(json.dumps(stack))
        return [self.program, "apply", "-f", "stack.yaml", "--yes"]

    def destroying(self):
        return [self.program, "destroy", "-f", "stack.yaml", "--yes", "--allow-delete", "1000000"]


class Terraform(Tool):
    name = "terraform"
    program = "terraform"

    def prepare(self):
        (self.top / "main.tf").write_text(
            'variable "first" {}\nresource "terraform_data" "n" {\n'
            f'  count = {self.objects}\n  input = count.index == 0 ? var.first : "text"\n}}\n'
        )
        subprocess.run(["terraform", "init", "-input=false"], cwd=self.top, env=self.environment(), check=True,
                       capture_output=True)

    def environment(self):
        return {"PATH": os.environ["PATH"], "HOME": str(self.top), "CHECKPOINT_DISABLE": "1"}

    def applying(self, first):
        return ["terraform", "apply", "-auto-approve", "-input=false", "-no-color", f"-var=first={first}"]

    def destroying(self):
        return ["terraform", "destroy", "-auto-approve", "-input=false", "-no-color", "-var=first=x"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,5000")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--terraform-runs", type=int, default=3, help="one at 5,000 takes ten minutes")
    chosen = parser.parse_args()
    print(described())
    print(f"{'tool':<10} {'objects':>7} {'runs':>4}" + "".join(f" {step + ' s':>13}" for step in STEPS))
    for size in map(int, chosen.sizes.split(",")):
        figures = {}
        for tool, runs in ((Trimtab, chosen.runs), (Terraform, chosen.terraform_runs)):
            if not shutil.which(tool.program) or runs == 0:
                print(f"{tool.name:<10} {size:>7}    - left out: {'not asked for' if runs == 0 else 'not installed'}")
                continue
            trials = [tool(size).measure() for _ in range(runs)]
            figures[tool] = {step: statistics.median(trial[step] for trial in trials) for step in STEPS}
            print(f"{tool.name:<10} {size:>7} {runs:>4}" + "".join(f" {figures[tool][step]:>13.3f}" for step in STEPS),
                  flush=True)
        if len(figures) == 2:
            ratios = (figures[Terraform][step] / figures[Trimtab][step] for step in STEPS)
            print(f"{'':<10} {'':>7} {'':>4}" + "".join(f" {ratio:>12.0f}x" for ratio in ratios))


if __name__ == "__main__":
    main()
