"""graph: the same edges as DOT and as JSON, of components and of objects."""

import json
import re
import shutil
import subprocess
import unittest

from sandbox import CliTest

NODE = re.compile(r'n(\d+) \[label="((?:[^"\\]|\\.)*)"[^\]]*\];')
EDGE = re.compile(r"n(\d+) -> n(\d+)(?: \[[^\]]*\])?;")


def edges_of_dot(text):
    names = {number: name for number, name in NODE.findall(text)}
    return sorted((names[a], names[b]) for a, b in EDGE.findall(text))


class Graph(CliTest):
    def setUp(self):
        super().setUp()
        self.box.stack(
            "one: {kind: file, spec: {content: x}}\ntwo: {kind: file, spec: {content: x, needs: one}}\n"
            "set: {kind: fileset, spec: {count: 4, shape: chain}}"
        )

    def json(self, *words):
        return json.loads(self.box.run("graph", "-f", "demo.yaml", "-o", "json", *words, separate=True).text)

    def test_components_as_dot(self):
        self.says(
            "graph -f demo.yaml",
            """\
digraph "demo" {
rankdir=LR;
node [shape=box];
n0 [label="one"];
n1 [label="two"];
n2 [label="set"];
n1 -> n0 [label="claims file of"];
}
exit 0
""",
        )

    def test_objects_have_the_same_edges_in_both_forms(self):
        graph = self.json("--objects")
        names = {node["id"]: node["label"] for node in graph["nodes"]}
        edges = sorted((names[edge["from"]], names[edge["to"]]) for edge in graph["edges"])
        self.assertEqual(edges, edges_of_dot(self.holds("graph -f demo.yaml --objects", 0)))
        self.assertEqual(
            edges,
            [
                ("set/config/file-000001", "set/config/file-000000"),
                ("set/config/file-000002", "set/config/file-000001"),
                ("set/config/file-000003", "set/config/file-000002"),
                ("two/config/file", "one/config/file"),
            ],
        )

    @unittest.skipUnless(shutil.which("dot"), "graphviz is not installed")
    def test_graphviz_reads_it(self):
        text = self.holds("graph -f demo.yaml --objects", 0)
        drawn = subprocess.run(["dot", "-Tplain"], input=text, capture_output=True, text=True, check=True).stdout
        self.assertEqual(sum(line.startswith("node ") for line in drawn.splitlines()), 6)

    def test_it_touches_nothing(self):
        self.json("--objects")
        self.assertFalse(self.box.state.exists())


if __name__ == "__main__":
    unittest.main(verbosity=2)
