#!/usr/bin/env python3
"""N files on this machine, beside N terraform_data of Terraform: apply.py [--sizes 1000,5000] [--runs 3] [--terraform-runs 3].

The first apply, the same once more, one of them changed, destroy; and how long a user waits for the first sign of life.
trimtab's files are real ones with a durable journal; terraform_data does nothing at all. Every figure is the median
over the runs. A tool that is not installed is left out with a notice.
"""

import argparse
import pathlib
import statistics
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from this_machine import described  # noqa: E402  (its folder is known only now)
from trial import TerraformTrial, TrimtabTrial, is_installed  # noqa: E402

STEPS = ("first", "again", "one changed", "destroy", "first byte")


class Timed:
    """What is measured of either tool."""

    def measure(self):
        """Seconds by step."""
        first_byte, first = self.timed(self.applying("text"))
        _, again = self.timed(self.applying("text"))
        _, changed = self.timed(self.applying("other"))
        _, destroyed = self.timed(self.destroying())
        self.remove()
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


class Trimtab(TrimtabTrial, Timed):
    def applying(self, first):
        self.write({"all": {"kind": "fileset", "spec": {"count": self.objects, "first": first}}})
        return self.apply()

    def destroying(self):
        return self.destroy()


class Terraform(TerraformTrial, Timed):
    def __init__(self, objects):
        super().__init__(objects)
        self.write(
            'variable "first" {}\nresource "terraform_data" "n" {\n'
            f'  count = {objects}\n  input = count.index == 0 ? var.first : "text"\n}}\n'
        )

    def applying(self, first):
        return self.apply(first=first)

    def destroying(self):
        return self.destroy(first="x")


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
            if not is_installed(tool) or runs == 0:
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
