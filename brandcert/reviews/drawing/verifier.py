"""Checks a published drawing of experts. Needs Python 3.9 or later and nothing else: python3 verify_draw.py record.json.

A drawing gives every case its experts so that tasks are spread as evenly as can be; among equally even ways the
lots decide. The lot of an expert for a case is the first 32 bits of SHA-256 of "seed|application|expert". This
program takes nothing on trust: it counts the hashes, the seed and the cost anew, and looks through every chain of
exchanges for one that would be cheaper. If there is none, nobody could have been drawn otherwise.

It ends with 0 when nothing is wrong, 1 when something is, 2 when there is no record to be read, and 3 when the
drawing has only been announced and nothing is drawn yet.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

BITS = 32


def digest(value: Any) -> str:
    """Return the SHA-256 of plain JSON written in one fixed way."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class Table:
    """Who may be drawn for what, and what each assignment costs."""

    def __init__(self, record: Mapping[str, Any]) -> None:
        """Read the record."""
        inputs = record["inputs"]
        self.people = [one for one in inputs["experts"] if not one["excluded"]]
        self.column = {one["expert"]: place for place, one in enumerate(self.people)}
        self.cases = inputs["cases"]
        self.chosen = record["chosen"]
        self.seed = record["seed"] + (f"#{record['attempt']}" if record["attempt"] else "")
        self.step = (len(self.people) + 1) << BITS
        least = min((one["load"] for one in self.people), default=0)
        self.loads = [one["load"] - least for one in self.people]
        self.counts = [0] * len(self.people)
        for panel in self.chosen.values():
            for key in panel:
                if key in self.column:
                    self.counts[self.column[key]] += 1

    def able(self, case: Mapping[str, Any]) -> list[int]:
        """Return the places of the experts who may judge the case."""
        out = {int(key) for key in case["excluded"]}
        return [
            place
            for place, one in enumerate(self.people)
            if case["category"] in one["categories"] and one["expert"] not in out
        ]

    def group(self, case: Mapping[str, Any], place: int) -> int:
        """Return for which required field an expert counts: the first he knows, else none."""
        fields = self.people[place]["fields"]
        return next((n for n, field in enumerate(case["fields"]) if field in fields), len(case["fields"]))

    def lots(self, case: Mapping[str, Any], places: Iterable[int]) -> dict[int, int]:
        """Return the lots of experts for the case."""
        start = f"{self.seed}|{case['application']}|".encode()
        return {
            place: int.from_bytes(
                hashlib.sha256(start + b"%d" % self.people[place]["expert"]).digest()[: BITS // 8], "big"
            )
            for place in places
        }

    def has_room(self, place: int, more: int) -> bool:
        """Say whether an expert may have so many tasks more than before the drawing."""
        one = self.people[place]
        return bool(one["most"] is None or one["load"] + more <= one["most"])


def hashes(record: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the hashes and the seed."""
    wrong = []
    if hashlib.sha256(record["secret"].encode()).hexdigest() != record["commitment"]:
        wrong.append("the secret is not the one whose hash was announced")
    seed = hashlib.sha256(f"{record['secret']}|{record['public_value']}".encode()).hexdigest()
    if seed != record["seed"]:
        wrong.append("the seed does not follow from the secret and the public value")
    if digest(record["inputs"]) != record["inputs_sha256"]:
        wrong.append("pool and cases are not those of the published hash")
    if digest(record["chosen"]) != record["answer_sha256"]:
        wrong.append("the assignment is not that of the published hash")
    return wrong


def panels(table: Table) -> list[str]:
    """Return what is wrong with the panels: somebody excluded, too few, a field that nobody covers, too many tasks."""
    wrong = []
    if set(table.chosen) != {case["application"] for case in table.cases}:
        return ["the cases of the pool are not those that were drawn"]
    for case in table.cases:
        keys = table.chosen[case["application"]]
        able = set(table.able(case))
        places = [table.column.get(key, -1) for key in keys]
        if len(set(keys)) != len(keys) or len(keys) != case["size"] or not able.issuperset(places):
            wrong.append(f"{case['application']}: not a panel of experts who may judge it")
        elif {table.group(case, place) for place in places} < set(range(len(case["fields"]))):
            wrong.append(f"{case['application']}: nobody for a required field")
    for place, count in enumerate(table.counts):
        if not table.has_room(place, count):
            wrong.append(f"expert {table.people[place]['expert']} has too many tasks")
    return wrong


def exchanges(table: Table) -> tuple[int, dict[tuple[int, int], int]]:
    """Return the cost of the assignment, and of the cheapest exchange between each two experts."""
    cost, pool = 0, len(table.people)
    ways: dict[tuple[int, int], int] = {}
    for case in table.cases:
        cost += within(table, case, ways)
    for place, count in enumerate(table.counts):
        cost += table.step * sum(table.loads[place] + rank for rank in range(1, count + 1))
        at = (table.loads[place] + count) * table.step
        # By way of one place more: somebody gets a task more, somebody else one less.
        if count < len(table.cases) and table.has_room(place, count + 1):
            ways[place, pool] = at + table.step
        if count:
            ways[pool, place] = -at
    return cost, ways


def within(table: Table, case: Mapping[str, Any], ways: dict[tuple[int, int], int]) -> int:
    """Enter what it costs to put another expert in the place of each one of a panel; return the panel's lots."""
    able = table.able(case)
    lots = table.lots(case, able)
    groups = {place: table.group(case, place) for place in able}
    inside = [table.column[key] for key in table.chosen[case["application"]]]
    count = [0] * (len(case["fields"]) + 1)
    for place in inside:
        count[groups[place]] += 1
    outside = [place for place in able if place not in inside]
    for place in inside:
        free = groups[place] == len(case["fields"]) or count[groups[place]] > 1
        for other in outside:
            if free or groups[other] == groups[place]:
                change = lots[other] - lots[place]
                if change < ways.get((place, other), change + 1):
                    ways[place, other] = change
    return sum(lots[place] for place in inside)


def cheaper(ways: Mapping[tuple[int, int], int], size: int) -> str:
    """Return "cheaper" or "equal" when a chain of exchanges that ends where it began costs less, or nothing; else ""."""
    height = [0] * size
    for _round in range(size):
        changed = False
        for (tail, head), change in ways.items():
            if height[tail] + change < height[head]:
                height[head] = height[tail] + change
                changed = True
        if not changed:
            break
    else:
        return "cheaper"
    level: dict[int, list[int]] = {}
    for (tail, head), change in ways.items():
        if height[tail] + change == height[head]:
            level.setdefault(tail, []).append(head)
    return "equal" if has_circle(level) else ""


def has_circle(level: Mapping[int, list[int]]) -> bool:
    """Say whether one comes back to where one began along steps that cost nothing."""
    state: dict[int, int] = {}
    for start in level:
        stack: list[tuple[int, Iterator[int]]] = []
        if start not in state:
            stack.append((start, iter(level.get(start, ()))))
        state.setdefault(start, 1)
        while stack:
            place, following = stack[-1]
            head = next(following, None)
            if head is None:
                state[place] = 2
                stack.pop()
            elif state.get(head) == 1:
                return True
            elif head not in state:
                state[head] = 1
                stack.append((head, iter(level.get(head, ()))))
    return False


def is_only_announced(record: Mapping[str, Any]) -> bool:
    """Say whether the record is one of before the drawing: a hash was announced, and nothing of the outcome stands in it."""
    outcome = {"secret", "seed", "chosen", "cost", "answer_sha256", "solver", "drawn_at"}
    return "commitment" in record and not outcome & set(record)


def faults(record: Mapping[str, Any]) -> list[str]:
    """Return everything that is wrong with a published drawing, in words; nothing when it is as it must be."""
    try:
        return mistakes(record)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return ["the record lacks something a drawing has, or holds it in another form"]


def mistakes(record: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with a record that holds everything it must hold; raises LookupError and the like for another."""
    if (record.get("solver"), record.get("version"), record.get("bits")) != ("min-cost-flow", 1, BITS):
        return ["the record holds no drawing by the rule this program knows"]
    wrong = hashes(record)
    table = Table(record)
    bad = panels(table)
    if bad:
        return wrong + bad
    cost, ways = exchanges(table)
    if cost != record["cost"]:
        wrong.append("the recorded cost is not that of the assignment")
    found = cheaper(ways, len(table.people) + 1)
    if found:
        wrong.append(
            "a cheaper assignment exists" if found == "cheaper" else "another assignment costs the same"
        )
    return wrong


def main(arguments: list[str]) -> int:
    """Check the file and say what was found; the number returned is told at the head of this program."""
    if len(arguments) != 1:
        sys.stderr.write("python3 verify_draw.py record.json\n")
        return 2
    try:
        record = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    except OSError as error:
        sys.stderr.write(f"{arguments[0]} cannot be read: {error.strerror}\n")
        return 2
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        sys.stderr.write(f"{arguments[0]} is not the record of a drawing\n")
        return 2
    if is_only_announced(record):
        sys.stdout.write(
            "Nothing is drawn yet: the drawing has only been announced. Load the record again afterwards.\n"
        )
        return 3
    wrong = faults(record)
    for one in wrong:
        sys.stdout.write(f"WRONG: {one}\n")
    if not wrong:
        count = len(record["chosen"])
        sys.stdout.write(
            f"OK: {count} panels; seed, hashes and cost agree, and no other assignment is as cheap\n"
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
