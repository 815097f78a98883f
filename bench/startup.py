"""How long the program takes to say something: startup.py PROGRAM SPEC. Median of 30 starts."""

import statistics
import subprocess
import sys
import time


def seconds(words):
    start = time.monotonic()
    subprocess.run(words, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return time.monotonic() - start


def main():
    program, spec = sys.argv[1:]
    for name, words in {"version": ["version"], "validate": ["validate", "-f", spec], "plugin list": ["plugin", "list"]}.items():
        median = statistics.median(seconds([program, *words]) for _ in range(30))
        print(f"{'trimtab ' + name:<24} {median * 1000:>7.1f} ms")


if __name__ == "__main__":
    main()
