"""Which cases there are: a verb, a shape, a failpoint, and what happens at it."""

import dataclasses
import hashlib
import pathlib
import re
from typing import Dict, Iterable, List, Set

ROOT = pathlib.Path(__file__).resolve().parents[2]
VERBS = ("create", "update", "delete", "replace")
# Commands beside a plain apply, for the points that only they reach.
OTHER_VERBS = ("rollback", "back", "saved", "plan", "recover", "destroy")
SHAPES = ("chain", "fan", "diamond", "service", "random")
NAME = re.compile(r'"([a-z]+\.[a-z_]+)"')
MACRO = re.compile(r"TRIMTAB_FAILPOINT\w*\(([^;]*?);")
CLOCK = "clock.wall"  # gives a time and cannot fail


@dataclasses.dataclass(frozen=True, order=True)
class Case:
    verb: str
    shape: str
    point: str
    action: str

    @classmethod
    def parse(cls, text: str) -> "Case":
        return cls(*text.split("/"))

    def __str__(self):
        return f"{self.verb}/{self.shape}/{self.point}/{self.action}"

    def kind(self) -> str:
        return re.match(r"[a-z]+", self.action)[0]

    def hit(self) -> int:
        return int(self.action.split("@")[1].rstrip("+"))


def points() -> Set[str]:
    """Every failpoint in the sources."""
    found = set()
    for folder in ("core", "tests/torture"):
        for file in (ROOT / folder).rglob("*.cpp"):
            for arguments in MACRO.findall(file.read_text(encoding="utf-8")):
                found.update(NAME.findall(arguments))
    return found


def actions(point: str, hits: int) -> List[str]:
    """A kill at the first, a middle and the last hit; a disk that is full from then on; one failure; a stall."""
    if point == CLOCK:
        return ["shift(3600000)@1+", "shift(-3600000)@2+", "shift(315360000000)@3"]
    some = sorted({1, (hits + 1) // 2, hits})
    chosen = [f"kill@{hit}" for hit in some]
    chosen += [f"err(ENOSPC)@{hit}+" for hit in some[:1]]
    chosen += [f"err(EIO)@{hit}" for hit in some[:2]]
    return chosen + [f"pause@{some[len(some) // 2]}"]


def all_cases(reached: Dict[tuple, Dict[str, int]]) -> List[Case]:
    """`reached`: for a verb and a shape, how often an undisturbed command passes each point."""
    return [
        Case(verb, shape, point, action)
        for (verb, shape), counts in sorted(reached.items())
        for point in sorted(counts)
        for action in actions(point, counts[point])
    ]


def sample(cases: Iterable[Case], each: int) -> List[Case]:
    """For every point and kind of action `each` cases, always the same ones, over different verbs and shapes."""
    groups: Dict[tuple, List[Case]] = {}
    for case in cases:
        groups.setdefault((case.point, case.kind()), []).append(case)
    chosen = []
    for group in groups.values():
        group.sort(key=lambda case: hashlib.sha256(str(case).encode()).digest())
        chosen += group[:each]
    return sorted(chosen)
