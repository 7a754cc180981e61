"""The inputs of a drawing as arrays, and what each assignment costs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from brandcert.reviews.drawing.inputs import BITS

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


class Table:
    """The inputs as arrays: a row for each case, a column for each expert to whom anything may be given."""

    def __init__(self, inputs: Mapping[str, Any]) -> None:
        """Read the inputs; nobody with an exclusion of his own gets a column."""
        self.experts: Sequence[Mapping[str, Any]] = [one for one in inputs["experts"] if not one["excluded"]]
        self.cases: Sequence[Mapping[str, Any]] = inputs["cases"]
        self.keys = [int(one["expert"]) for one in self.experts]
        self.columns = {key: column for column, key in enumerate(self.keys)}
        # Only differences count: what everyone has already is left out, which keeps sums small.
        least = min((int(one["load"]) for one in self.experts), default=0)
        self.loads: Integers = np.array([one["load"] - least for one in self.experts], dtype=np.int64)
        self._by_category: dict[str, Flags] = {}
        self._by_fields: dict[tuple[str, ...], Integers] = {}
        self._lots: dict[tuple[str, str], npt.NDArray[np.uint32]] = {}

    @property
    def step(self) -> int:
        """Return the cost of one step of load: more than any chain of exchanges can bring in lots."""
        return (len(self.experts) + 1) << BITS

    def room(self, tasks: int) -> Integers:
        """Return how many further tasks each expert may get, at most `tasks`."""
        return np.array(
            [
                tasks if one["most"] is None else max(0, min(tasks, one["most"] - one["load"]))
                for one in self.experts
            ],
            dtype=np.int64,
        )

    def eligible(self, case: Mapping[str, Any]) -> Flags:
        """Return who may judge the case."""
        category = case["category"]
        if category not in self._by_category:
            self._by_category[category] = np.array(
                [category in one["categories"] for one in self.experts], dtype=np.bool_
            )
        flags = self._by_category[category].copy()
        for key in case["excluded"]:
            column = self.columns.get(int(key))
            if column is not None:
                flags[column] = False
        return flags

    def groups(self, case: Mapping[str, Any]) -> Integers:
        """Return for which required field each expert counts, by place in the case's list; the last is "any"."""
        fields = tuple(case["fields"])
        if fields not in self._by_fields:
            self._by_fields[fields] = np.array(
                [
                    next((n for n, field in enumerate(fields) if field in one["fields"]), len(fields))
                    for one in self.experts
                ],
                dtype=np.int64,
            )
        return self._by_fields[fields]

    def lots(self, case: Mapping[str, Any], seed: str) -> Integers:
        """Return the lot of each expert for the case."""
        name = (seed, case["application"])
        if name not in self._lots:
            start = hashlib.sha256(f"{seed}|{case['application']}|".encode())
            drawn = bytearray()
            for key in self.keys:
                whole = start.copy()
                whole.update(b"%d" % key)
                drawn += whole.digest()[: BITS // 8]
            self._lots[name] = np.frombuffer(bytes(drawn), dtype=">u4").astype(np.uint32)
        return self._lots[name].astype(np.int64)


def shortages(inputs: Mapping[str, Any]) -> dict[int, str]:
    """Return the cases that cannot get their experts from this pool, with the field that nobody covers, or ""."""
    table, short = Table(inputs), {}
    for case in table.cases:
        able = table.eligible(case)
        counts = np.bincount(table.groups(case)[able], minlength=len(case["fields"]) + 1)
        missing = [field for n, field in enumerate(case["fields"]) if not counts[n]]
        if missing or int(able.sum()) < case["size"]:
            short[int(case["id"])] = missing[0] if missing else ""
    return short
