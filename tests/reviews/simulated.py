"""Rounds made by a seeded generator: honest experts, and among them those who are not. Numbers only, no row."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from brandcert.reviews.patterns import Sheet

# Seats of those who do what they should not; everybody else judges alone and fairly.
HARSH, FLAT, FAVOURER, QUICK, LATE, SILENT = 0, 1, 2, 3, 4, 5
ALIKE = (6, 7)
LEANING = (8, 9)
FAVOURED = 0
MAXIMA = {1: 7.0, 2: 4.0, 3: 4.0, 4: 6.0, 5: 8.0, 6: 5.0, 7: 6.0, 8: 5.0, 9: 5.0, 10: 10.0}


@dataclass
class Plan:
    """Who judges what, and the share of the points each gives in each criterion."""

    panels: list[list[int]]
    owners: list[int]
    shares: dict[tuple[int, int], list[float]] = field(default_factory=dict)
    minutes: dict[tuple[int, int], float] = field(default_factory=dict)

    def points(self, case: int, seat: int, maxima: Sequence[float]) -> list[float]:
        """Return the points of a sheet, in halves as people give them; the flat ones are exact."""
        given = self.shares[case, seat]
        if len(set(given)) == 1:
            return [round(given[0] * most, 2) for most in maxima]
        return [min(most, round(share * most * 2) / 2) for share, most in zip(given, maxima, strict=False)]

    def sheets(self, maxima: Mapping[int, float] = MAXIMA) -> list[Sheet]:
        """Return the round as the patterns read it."""
        return [
            Sheet(
                case,
                seat,
                self.owners[case],
                dict(zip(maxima, self.points(case, seat, list(maxima.values())), strict=True)),
                maxima,
                self.minutes[case, seat],
            )
            for case, panel in enumerate(self.panels)
            for seat in panel
        ]


def plan(  # the knobs of a simulation
    seed: int, *, cases: int, experts: int, size: int, criteria: int = 20, is_planted: bool = True
) -> Plan:
    """Make a round; every enterprise has three cases, everybody about the same load."""
    chance = random.Random(seed)  # noqa: S311 -- a made-up round, no secret
    owners = [case // 3 for case in range(cases)]
    made = Plan(_panels(chance, owners, experts, size), owners)
    leniency = [chance.gauss(0, 0.015) for _seat in range(experts)]
    noise = [chance.uniform(0.06, 0.10) for _seat in range(experts)]
    for case, panel in enumerate(made.panels):
        worth = [chance.uniform(0.62, 0.86) + chance.gauss(0, 0.05) for _number in range(criteria)]
        for seat in panel:
            shift = leniency[seat] + chance.gauss(0, 0.015)
            given = [one + shift + chance.gauss(0, noise[seat]) for one in worth]
            made.minutes[case, seat] = chance.uniform(45, 120)
            made.shares[case, seat] = [min(1.0, max(0.0, one)) for one in given]
        if is_planted:
            _plant(chance, made, case)
    return made


def _panels(chance: random.Random, owners: Sequence[int], experts: int, size: int) -> list[list[int]]:
    load: Counter[int] = Counter()
    panels = []
    for case, owner in enumerate(owners):
        fixed = [FAVOURER] if owner == FAVOURED else []
        fixed += list(ALIKE) if case % 7 == 3 and case < 35 else []
        fixed += list(LEANING) if case % 5 == 4 and case < 30 and size > 3 else []
        rest = [seat for seat in range(experts) if seat not in fixed]
        chance.shuffle(rest)
        rest.sort(key=lambda seat: load[seat])
        panel = sorted({*fixed, *rest[: size - len(fixed)]})
        load.update(panel)
        panels.append(panel)
    return panels


def _plant(chance: random.Random, made: Plan, case: int) -> None:
    panel, shares = made.panels[case], made.shares
    moves = {HARSH: -0.22} | ({FAVOURER: 0.3} if made.owners[case] == FAVOURED else {})
    moves |= dict.fromkeys(LEANING, -0.17) if set(LEANING) <= set(panel) else {}
    for seat in set(moves) & set(panel):
        shares[case, seat] = [min(1.0, max(0.0, one + moves[seat])) for one in shares[case, seat]]
    if FLAT in panel:
        shares[case, FLAT] = [0.75] * len(shares[case, FLAT])
    if QUICK in panel:
        made.minutes[case, QUICK] = chance.uniform(2, 4)
    if set(ALIKE) <= set(panel):
        first, second = ALIKE
        shares[case, second] = [
            one if chance.random() < 0.85 else max(0.0, one - 0.1) for one in shares[case, first]
        ]
