"""--output json: every line is one event of core/sdk/schema/event.json, a plan is one of plan.json."""

import json
import unittest

from sandbox import CliTest
from schema import Schema

SPEC = """\
one: {kind: file, spec: {content: VALUE}}
two: {kind: daemon, spec: {command: [/bin/sh, -c, "RUN"], startTimeout: 5s, needs: one}}"""


class Events(CliTest):
    def apply(self, value, run):
        self.box.stack(SPEC.replace("VALUE", value).replace("RUN", run))
        said = self.box.run("apply", "-f", "demo.yaml", "--yes", "-o", "json", separate=True)
        events = [json.loads(line) for line in said.text.splitlines()]
        for event in events:
            self.assertEqual(Schema("event.json").errors(event), [], event)
        return said.code, events

    def test_a_run_is_told_from_its_start_to_its_end(self):
        code, events = self.apply("a", "exec sleep infinity")
        self.assertEqual(code, 0)
        told = [(one["event"], one.get("id", "")) for one in events if one["event"] != "change_waiting"]
        self.assertEqual(
            told,
            [
                ("run_started", ""),
                ("change_started", "one/config/file"),
                ("change_done", "one/config/file"),
                ("change_started", "two/workload/daemon"),
                ("change_done", "two/workload/daemon"),
                ("run_ended", ""),
            ],
        )
        self.assertEqual({one["run"] for one in events}, {1})
        done = [(one["done"], one["total"]) for one in events if one["event"] == "change_done"]
        self.assertEqual(done, [(1, 2), (2, 2)])
        times = [one["at_ms"] for one in events]
        self.assertEqual(times, sorted(times))

    def test_a_rollback_is_told_too_and_why(self):
        self.apply("a", "exec sleep infinity")
        code, events = self.apply("b", "exit 1")
        self.assertEqual(code, 4)
        failed = next(one for one in events if one["event"] == "change_failed")
        self.assertEqual(failed["id"], "two/workload/daemon")
        self.assertEqual(failed["diagnostic"]["code"], "E0507")
        undone = [one["id"] for one in events if one["event"] == "change_undone"]
        self.assertEqual(sorted(undone), ["one/config/file", "two/workload/daemon"])
        self.assertEqual(events[-1]["event"], "run_ended")


class Documents(CliTest):
    def document(self, *words):
        return json.loads(self.box.run(*words, "-o", "json", separate=True).text)

    def test_a_plan_printed_and_a_plan_saved_follow_their_schema(self):
        self.box.stack(SPEC.replace("VALUE", "a").replace("RUN", "exec sleep infinity"))
        printed = self.document("plan", "-f", "demo.yaml", "--out", "it.plan")
        saved = json.loads((self.box.top / "it.plan").read_text(encoding="utf-8"))
        for plan in (printed, saved):
            self.assertEqual(Schema("plan.json").errors(plan), [])
        self.assertEqual([one["id"] for one in saved["changes"]], ["one/config/file", "two/workload/daemon"])
        self.assertEqual(saved, printed)

    def test_everything_else_is_one_document_with_a_version(self):
        self.box.stack("one: {kind: file, spec: {content: x}}")
        self.holds("apply -f demo.yaml --yes", 0)
        for command in ("validate -f demo.yaml", "status -f demo.yaml", "history -f demo.yaml", "plugin list",
                        "plugin show file", "version"):
            self.assertEqual(self.document(*command.split())["v"], 1, command)


class TheCheck(unittest.TestCase):
    def test_it_can_fail(self):
        event = {"v": 1, "event": "note", "run": 1, "at_ms": 0, "done": 0, "total": 1}
        self.assertEqual(Schema("event.json").errors(event), [])
        for wrong in ({"event": "noted"}, {"run": -1}, {"id": "one"}, {"more": 1}, {"v": 2}, {"at_ms": True}):
            self.assertEqual(len(Schema("event.json").errors({**event, **wrong})), 1, wrong)
        del event["run"]
        self.assertEqual(Schema("event.json").errors(event), ["$: run is missing"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
