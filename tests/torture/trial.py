"""One case from its first apply to the last look: a command is disturbed at a point, then a plain one follows."""

import os
import signal
import traceback
from typing import Dict, Iterator, List

import checker
from cases import Case
from engine import Said, Sandbox
from world import Stack

CONVERGED, FAILED_AND_UNDONE, STALE, LOCKED = 0, 4, 6, 7


class Trial:
    """Leaves its problems in `problems`; `missed` when the point was not reached so often."""

    def __init__(self, case: Case):
        self.case = case
        # What cannot become healthy ends soon; what is stopped for a while is not ended for it.
        fails = case.action.startswith("err")
        self.box = Sandbox(Stack(case.verb, case.shape, "20s" if fails else "300s"))
        self.problems: List[str] = []
        self.missed = False
        self.overtaken = False  # by a second engine that did all there was to do
        self.said = ""

    def run(self):
        try:
            self.prepare()
            if not self.problems:
                self.torture()
        except Exception:  # a harness that cannot look on is one case's failure, and not the end of all others
            self.problems.append(f"the harness: {' '.join(traceback.format_exc().split())[-400:]}")
        finally:
            self.box.close()
        return self

    def note(self, problems: Iterator[str]):
        self.problems += problems

    def expect(self, said: Said, codes: tuple, what: str):
        self.said = said.text()
        if said.code not in codes:
            self.problems.append(f"I4 {what}: exit {said.code}: {' '.join((said.err or said.out).split())[-400:]}")

    # What was there before.

    def prepare(self):
        verb = self.case.verb
        self.box.well(True)
        if verb == "back":  # the earlier revision is the one to go back to
            self.expect(self.box.apply(2), (CONVERGED,), "first apply")
        if verb != "create":
            self.expect(self.box.apply(1), (CONVERGED,), "apply before")
        if verb == "saved":
            self.expect(self.box.run("plan", "-f", self.box.spec(2), "--out", "saved.plan"), (2,), "plan")
        if verb == "recover":
            self.box.run(*self.words("update"), points="apply.effect_done=kill@1")
        self.box.well(verb != "rollback")
        self.box.hits.unlink(missing_ok=True)

    def words(self, verb: str) -> tuple:
        stack = ("--stack", self.box.name, "--state-dir", str(self.box.state))
        limits = ("--yes", "--allow-delete", "100000", "--delete-volumes", "-o", "json")
        if verb == "back":
            return ("rollback", *stack, "--to", "1", *limits)
        if verb == "saved":
            return ("apply", "saved.plan", "--yes", "-o", "json")
        if verb == "plan":
            return ("plan", "-f", self.box.spec(2), "--out", "tortured.plan")
        if verb == "destroy":
            return ("destroy", *stack, *limits)
        return ("apply", "-f", self.box.spec(2), *limits)

    def undisturbed(self) -> Dict[str, int]:
        """How often the command passes each point when nothing happens there."""
        try:
            self.prepare()
            if not self.problems:
                said = self.box.run(*self.words(self.case.verb), points=";")
                self.expect(said, (CONVERGED, 2, FAILED_AND_UNDONE), "undisturbed")
            return self.box.reached()
        finally:
            self.box.close()

    # What happens to it, and what must be afterwards.

    def torture(self):
        case, box = self.case, self.box
        process = box.start(*self.words(case.verb), points=f"{case.point}={case.action}")
        if case.kind() == "pause":
            self.look_meanwhile(process)
        said = process.said()
        self.said = said.text()
        self.missed = box.reached().get(case.point, 0) < case.hit()
        if not self.missed:
            self.judge(said)
        self.note(checker.after_fault(box, said))
        box.well(True)
        if case.verb == "destroy":
            self.finish_destroying()
        else:
            self.finish_applying()

    def look_meanwhile(self, process):
        """While the engine stands still, another one must be refused, and looking must work."""
        _, status = os.waitpid(process.pid, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            process.returncode = os.waitstatus_to_exitcode(status)
            return
        if not self.case.point.startswith("state."):
            looked = self.box.run("status", "--stack", self.box.name, "--state-dir", str(self.box.state))
            if looked.code not in (0, 10, 9):
                self.problems.append(f"I4 status meanwhile: {looked.text()[-300:]}")
        second = self.box.destroy() if self.case.verb == "destroy" else self.box.apply(2)
        self.overtaken = second.code == CONVERGED
        kept_busy = "E0658" in second.err  # by a reader that stands still: told, and nothing is lost
        if second.code not in (CONVERGED, FAILED_AND_UNDONE, LOCKED) and not kept_busy:
            self.problems.append(f"I4 a second engine meanwhile: {second.text()[-300:]}")
        os.kill(process.pid, signal.SIGCONT)

    def judge(self, said: Said):
        kind = self.case.kind()
        if kind == "kill" and said.code != -signal.SIGKILL:
            self.problems.append(f"I6 killed, and exit {said.code}")
        if kind == "err" and said.code not in (CONVERGED, 2):
            self.note(checker.message(said))
        # A saved plan that another engine has overtaken, before the first one had the lock, is refused.
        refused = self.case.verb == "saved" and self.overtaken and said.code == STALE
        if kind in ("pause", "shift") and said.code not in (CONVERGED, 2, FAILED_AND_UNDONE) and not refused:
            self.problems.append(f"I4 after a stall: exit {said.code}: {said.err[-300:]}")

    def finish_applying(self):
        box = self.box
        self.expect(box.apply(2), (CONVERGED,), "plain apply")
        self.note(checker.at_rest(box, 2))
        again = self.case.verb == "back"  # from one generation to the other a second time, where that was cut off
        self.note(checker.effects(box, self.generations(), repeats=again))
        before = checker.Stored(checker.store_of(box)).as_text()
        self.expect(box.apply(2), (CONVERGED,), "third apply")
        if checker.Stored(checker.store_of(box)).as_text() != before:
            self.problems.append("I4 a third apply changed the state")
        self.note(checker.effects(box, self.generations(), repeats=again))
        self.finish_destroying()

    def finish_destroying(self):
        self.expect(self.box.destroy(), (CONVERGED,), "destroy")
        self.note(checker.nothing_left(self.box))

    def generations(self) -> List[int]:
        """Whose effects are to be there, each once."""
        return [2] if self.case.verb == "create" else [1, 2]
