"""What a stack's database holds, read without the engine: by SQLite itself, from a copy, with every seal recomputed.

A seal is a CRC-32 over a row's columns: a text with its length before it, numbers as eight bytes, little end first.
"""

import json
import pathlib
import shutil
import sqlite3
import tempfile
import zlib
from typing import Iterator, List

WRAP = 1 << 64


class Seal:
    def __init__(self):
        self.crc = 0

    def add(self, *fields):
        for field in fields:
            if isinstance(field, str):
                text = field.encode()
                self.add(len(text))
                self.crc = zlib.crc32(text, self.crc)
            else:
                number = -1 if field is None else field
                self.crc = zlib.crc32((number % WRAP).to_bytes(8, "little"), self.crc)
        return self

    @classmethod
    def of(cls, *fields):
        return cls().add(*fields).crc


class Stored:
    """The whole database in memory. The original is only copied, with its journal, never opened."""

    TABLES = ("settings", "bodies", "objects", "runs", "operations", "revisions", "revision_objects", "rejections")

    def __init__(self, file: pathlib.Path):
        self.problems: List[str] = []
        self.rows = {table: [] for table in self.TABLES}
        self.there = file.exists()
        if not self.there:
            return
        with tempfile.TemporaryDirectory(prefix="trimtab-stored-") as folder:
            copy = pathlib.Path(folder) / file.name
            for suffix in ("", "-journal"):
                if pathlib.Path(f"{file}{suffix}").exists():
                    shutil.copyfile(f"{file}{suffix}", f"{copy}{suffix}")
            self.read(copy)

    def read(self, file: pathlib.Path):
        connection = sqlite3.connect(file)
        connection.row_factory = sqlite3.Row
        try:
            self.problems += [f"integrity: {text}" for (text,) in connection.execute("PRAGMA integrity_check") if text != "ok"]
            for table in self.TABLES:
                self.rows[table] = [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]
        except sqlite3.DatabaseError as error:
            self.problems.append(f"unreadable: {error}")
        finally:
            connection.close()
        self.problems += self.broken_seals()

    def setting(self, name: str) -> str:
        return next((row["value"] for row in self.rows["settings"] if row["name"] == name), "")

    def number(self, name: str) -> int:
        return int(self.setting(name) or 0)

    def broken_seals(self) -> Iterator[str]:
        for row in self.rows["settings"]:
            if row["seal"] != Seal.of(row["name"], row["value"]):
                yield f"seal: setting {row['name']}"
        for row in self.rows["bodies"]:
            if row["seal"] != Seal.of(row["number"], row["digest"], row["id"], row["state"], row["json"]):
                yield f"seal: body {row['id']}"
        bodies = {row["number"]: row for row in self.rows["bodies"]}
        for row in self.rows["objects"]:
            if row["seal"] != Seal.of(row["id"], row["body"], row["native"], row["run"]):
                yield f"seal: object {row['id']}"
            if bodies.get(row["body"], {}).get("id") != row["id"]:
                yield f"object {row['id']} is another one in its body"
        if sum(row["seal"] for row in self.rows["objects"]) % (1 << 32) != self.number("inventory"):
            yield "sum: the inventory"
        yield from self.broken_runs()

    def broken_runs(self) -> Iterator[str]:
        for row in self.rows["runs"]:
            fields = ("run", "command", "base_revision", "spec_digest", "changes", "target", "started", "ended", "result",
                      "revision", "text", "journal")
            if row["seal"] != Seal.of(*(row[field] for field in fields)):
                yield f"seal: run {row['run']}"
            seals = [one["seal"] for one in self.rows["operations"] if one["run"] == row["run"]]
            if sum(seals) % (1 << 32) != row["journal"]:
                yield f"sum: the journal of run {row['run']}"
        for row in self.rows["operations"]:
            fields = ("run", "seq", "id", "action", "step", "undoing", "undo", "desired", "before", "status", "native",
                      "text", "epoch")
            if row["seal"] != Seal.of(*(row[field] for field in fields)):
                yield f"seal: operation {row['run']}.{row['seq']}"
        for row in self.rows["revisions"]:
            fields = ("number", "run", "at", "spec_digest", "spec", "facts", "chosen", "plugins", "slots", "objects_seal")
            fields += ("terms",) if row["terms"] else ()
            if row["seal"] != Seal.of(*(row[field] for field in fields)):
                yield f"seal: revision {row['number']}"

    def inventory(self) -> List[str]:
        return [row["id"] for row in self.rows["objects"]]

    def newest_run(self) -> int:
        return max((row["run"] for row in self.rows["runs"]), default=0)

    def operations(self, run: int) -> List[dict]:
        return sorted((row for row in self.rows["operations"] if row["run"] == run), key=lambda row: row["seq"])

    def desired(self) -> dict:
        """What the inventory says of each object."""
        bodies = {row["number"]: row["json"] for row in self.rows["bodies"]}
        return {row["id"]: json.loads(bodies[row["body"]]) for row in self.rows["objects"]}

    def as_text(self) -> str:
        """All of it, so that two can be compared."""
        return json.dumps(self.rows, sort_keys=True, default=str)
