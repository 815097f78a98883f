#!/usr/bin/env python3
"""Crashes, full disks, failures and stalls at every failpoint of the engine; then one plain apply, and the invariants.

  torture.py                       all cases
  torture.py --sample N            N cases for each point and kind of action
  torture.py --case update/chain/apply.settled/kill@1
  torture.py --points apply.       only points that begin so; likewise --verbs, --shapes
"""

import argparse
import concurrent.futures
import os
import sys
import time

from cases import CLOCK, OTHER_VERBS, SHAPES, VERBS, Case, all_cases, points, sample
from trial import Trial


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case")
    parser.add_argument("--sample", type=int)
    parser.add_argument("--jobs", type=int, default=3 * os.cpu_count(), help="cases at a time; each waits more than it works")
    parser.add_argument("--points", default="")
    parser.add_argument("--verbs", default=",".join(VERBS + OTHER_VERBS))
    parser.add_argument("--shapes", default=",".join(SHAPES))
    parser.add_argument("--list", action="store_true")
    return parser.parse_args()


def command_for(case: Case) -> str:
    return f"tests/torture/run {case}"


def discover(pairs, pool):
    """What an undisturbed command passes, for each verb and shape."""
    def undisturbed(pair):
        trial = Trial(Case(*pair, "", ""))
        return pair, trial.undisturbed(), trial.problems

    reached, problems = {}, []
    for pair, counts, wrong in pool.map(undisturbed, pairs):
        reached[pair] = counts
        problems += [f"{'/'.join(pair)}: {one}" for one in wrong]
    return reached, problems


def never_reached(reached) -> list:
    seen = {point for counts in reached.values() for point in counts}
    return sorted(points() - seen)


def report(case: Case, trial: Trial):
    for problem in trial.problems:
        print(f"FAIL {case}  {problem}\n     again: {command_for(case)}", flush=True)


def run_one(text: str) -> int:
    case = Case.parse(text)
    trial = Trial(case).run()
    report(case, trial)
    print(trial.said if trial.problems else f"{case}: {'not reached so often' if trial.missed else 'fine'}")
    return 1 if trial.problems else 0


def run_all(options) -> int:
    started = time.monotonic()
    pairs = [(verb, shape) for verb in options.verbs.split(",") for shape in options.shapes.split(",")]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        reached, problems = discover(pairs, pool)
        chosen = [case for case in all_cases(reached) if case.point.startswith(options.points)]
        if options.sample:
            chosen = sample(chosen, options.sample)
        if options.list:
            print("\n".join(map(str, chosen)))
            return 0
        failed, missed = len(problems), 0
        for problem in problems:
            print(f"FAIL {problem}", flush=True)
        for case, trial in zip(chosen, pool.map(lambda case: Trial(case).run(), chosen)):
            report(case, trial)
            failed += bool(trial.problems)
            missed += trial.missed
    if not options.points and len(pairs) == len(VERBS + OTHER_VERBS) * len(SHAPES):
        for point in never_reached(reached):
            failed += 1
            print(f"FAIL {point} is reached by nothing")
    took = time.monotonic() - started
    print(f"{len(points()) } points, {len(chosen)} cases, {missed} not reached so often, {failed} failed, {took:.0f} s")
    return 1 if failed else 0


def main() -> int:
    options = arguments()
    return run_one(options.case) if options.case else run_all(options)


if __name__ == "__main__":
    sys.exit(main())
