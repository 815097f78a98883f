"""Stacks to torture: which objects there are, how they are joined, and what each command does to them.

A stack has two generations. The first is what was there before; the second is what the tortured command is to reach.
Files are idempotent; each command leaves one line in `effects`, so that an effect that is had twice can be seen.
"""

import dataclasses
import json
import random
from typing import Dict, List

CANARY = "canary-7f3a9c-of-generation-"  # stands where a secret's value stands


@dataclasses.dataclass(frozen=True)
class Node:
    name: str
    needs: tuple
    kinds: tuple  # of generation 1 and of generation 2; "" is not there


def joined(shape: str) -> List[tuple]:
    """Name and needs of each object; needs come earlier."""
    if shape == "chain":
        return [(f"n{i}", (f"n{i - 1}",) if i else ()) for i in range(5)]
    if shape == "fan":
        return [("n0", ())] + [(f"n{i}", ("n0",)) for i in range(1, 7)]
    if shape == "diamond":
        return [("n0", ()), ("n1", ("n0",)), ("n2", ("n0",)), ("n3", ("n1", "n2"))]
    if shape == "service":
        return [("n0", ()), ("n1", ("n0",)), ("n2", ("n1",))]
    if shape == "random":
        dice = random.Random(100)
        return [(f"n{i}", tuple(sorted({f"n{dice.randrange(i)}" for _ in range(min(i, 2))}))) for i in range(100)]
    raise ValueError(shape)


def kind_of(shape: str, number: int) -> str:
    if shape == "service":
        return ("secret", "daemon", "command")[number]
    if shape == "random":
        return "command" if number % 10 == 3 else "secret" if number % 25 == 0 else "file"
    return ("secret", "command", "file")[number % 3]


def other(kind: str) -> str:
    return {"file": "command", "secret": "command", "command": "file", "daemon": "command"}[kind]


def kinds_of(verb: str, shape: str, number: int, count: int) -> tuple:
    kind = kind_of(shape, number)
    if verb == "create":
        return ("", kind)
    if verb == "delete":
        kept = number < (count + 1) // 2
        return (kind, kind if kept else "")
    if verb == "replace":
        few = shape == "random" and number % 10 not in (3, 4)  # a hundred commands would take long, and show no more
        return (kind, kind if few else other(kind))
    if verb == "destroy":
        return (kind, "")
    return (kind, kind)


@dataclasses.dataclass(frozen=True)
class Stack:
    """What a case is about."""

    verb: str
    shape: str
    timeout: str = "300s"  # of each component

    def nodes(self) -> List[Node]:
        plain = joined(self.shape)
        nodes = [
            Node(name, needs, kinds_of(self.verb, self.shape, number, len(plain)))
            for number, (name, needs) in enumerate(plain)
        ]
        if self.verb == "rollback":
            nodes.append(Node("gate", tuple(node.name for node in nodes), ("gate", "gate")))
        return nodes

    def members(self, generation: int) -> Dict[str, Node]:
        return {node.name: node for node in self.nodes() if node.kinds[generation - 1]}

    def changes(self, node: Node) -> bool:
        return self.verb not in ("delete", "destroy")

    def value(self, node: Node, generation: int) -> str:
        """What an object says: that of generation 1 as long as nothing about it changes."""
        return f"{node.name} {generation if self.changes(node) else 1}"

    def effects(self, generation: int) -> List[str]:
        """The lines that the commands of a generation leave."""
        return sorted(
            self.value(node, generation)
            for node in self.members(generation).values()
            if node.kinds[generation - 1] in ("command", "gate")
        )

    def spec(self, generation: int, state: str, open_directory: str, name: str) -> str:
        """YAML, in the form of JSON."""
        members = self.members(generation)
        components = {}
        for node in members.values():
            one = {**self.component(node, generation, open_directory), "timeout": self.timeout}
            needs = [need for need in node.needs if need in members]
            if needs:
                one["needs"] = needs
            components[node.name] = one
        target = {"local": {"stateDir": state}}
        return json.dumps(
            {
                "apiVersion": "trimtab.dev/v1",
                "kind": "Stack",
                "metadata": {"name": name},
                "spec": {"target": target, "components": components},
            },
            indent=1,
        )

    def component(self, node: Node, generation: int, open_directory: str) -> dict:
        kind = node.kinds[generation - 1]
        value = self.value(node, generation)
        said = value.split()[1]
        effect = f"echo {value} >> {open_directory}/effects"
        if kind == "file":
            return {"kind": "file", "spec": {"content": value}}
        if kind == "secret":
            source = {"file": f"{open_directory}/secret-{said}"}
            return {"kind": "file", "spec": {"content": value, "secret": source}}
        if kind == "daemon":
            mark = f"exec sleep 1000{said}"
            ready = {"command": ["/bin/sh", "-c", mark], "ready": ["/bin/true"], "config": value}
            return {"kind": "daemon", "spec": ready}
        run = effect if kind == "command" else f"test -e {open_directory}/well && {effect}"
        spec = {"run": ["/bin/sh", "-c", run], "inputs": {"generation": said}, "timeout": self.timeout}
        return {"kind": "command", "spec": spec}
