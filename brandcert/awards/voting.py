"""How votes are counted: pure rules, no row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from brandcert.awards.enums import Choice, Result
from brandcert.programs.enums import Majority, TieRule

_BY_TIE = {TieRule.LOST: Result.LOST, TieRule.DEFERRED: Result.DEFERRED}


@dataclass(frozen=True, slots=True)
class Rules:
    """What a meeting votes by: frozen when it is called."""

    quorum: int
    majority: str = Majority.SIMPLE
    tie: str = TieRule.LOST


def outcome(
    count: Mapping[str, int], rules: Rules, *, eligible: int | None = None, chair: str = ""
) -> tuple[Result, str]:
    """Return what the count of votes comes to and the rule that decided: quorum, votes, defer, tie or majority.

    `eligible` are the members who are present and not recused; `chair` is how the chair voted. Recused members count
    neither for the quorum nor for the majority; abstentions and votes to defer take part.
    """
    taking_part = sum(count.get(choice, 0) for choice in Choice.values if choice != Choice.RECUSED)
    if eligible is not None and eligible < rules.quorum:
        return Result.UNDECIDABLE, "quorum"
    if taking_part < rules.quorum:
        return Result.UNDECIDABLE, "votes"
    votes_for, against = count.get(Choice.FOR, 0), count.get(Choice.AGAINST, 0)
    if 2 * count.get(Choice.DEFERRED, 0) > taking_part:
        return Result.DEFERRED, "defer"
    if rules.majority == Majority.SIMPLE and votes_for and votes_for == against:
        return _tie(rules, chair), "tie"
    if rules.majority == Majority.TWO_THIRDS:
        return (Result.CARRIED if 3 * votes_for >= 2 * taking_part else Result.LOST), "majority"
    return (Result.CARRIED if 2 * votes_for > taking_part else Result.LOST), "majority"


def _tie(rules: Rules, chair: str) -> Result:
    if rules.tie == TieRule.CHAIR:
        return Result.CARRIED if chair == Choice.FOR else Result.LOST
    return _BY_TIE.get(TieRule(rules.tie), Result.LOST)
