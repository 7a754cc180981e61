"""Scoring tables as plain content: what is wrong with one, and how two versions differ. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from brandcert.programs.enums import CriterionKind, CriterionStage

Content = Mapping[str, Any]
TOTAL: Final = Decimal(100)
MOST_DIMENSIONS: Final = 10
# Of one dimension, and of a table.
MOST_CRITERIA: Final = 20
MOST_LINES: Final = 40
DIMENSION_FIELDS: Final = ("title", "title_en", "maximum", "least_percent")
CRITERION_FIELDS: Final = (
    "title",
    "title_en",
    "guide",
    "guide_en",
    "maximum",
    "stage",
    "kind",
    "is_veto",
    "formula",
)
LABELS: Final = {
    "title": gettext_lazy("title"),
    "title_en": gettext_lazy("English title"),
    "guide": gettext_lazy("guide for those who judge"),
    "guide_en": gettext_lazy("English guide"),
    "maximum": gettext_lazy("maximum"),
    "least_percent": gettext_lazy("per cent needed in this dimension"),
    "stage": gettext_lazy("stage"),
    "kind": gettext_lazy("kind"),
    "is_veto": gettext_lazy("no award without a point here"),
    "formula": gettext_lazy("formula"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: dimension, its criterion, the field; without any the whole table. A grave one cannot be stored."""

    text: str
    dimension: int | None = None
    criterion: int | None = None
    field: str = ""
    is_grave: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of the comparison of two versions."""

    place: str
    field: str
    before: str
    after: str


def faults(content: Content) -> list[Fault]:
    """Return everything that keeps the table from being put in force; the grave ones keep it from being stored."""
    found = [*_twice(content), *_sums(content), *_of_dimensions(content)]
    if sum(len(row["criteria"]) for row in content["dimensions"]) > MOST_LINES:
        found.append(Fault(_("A table has at most %(most)d criteria.") % {"most": MOST_LINES}, is_grave=True))
    stages = {row["stage"] for dimension in content["dimensions"] for row in dimension["criteria"]}
    if stages != set(CriterionStage.values):
        found.append(Fault(_("A table has criteria for the documents and for the visit on site.")))
    if content["tie_break"] not in {row["key"] for row in content["dimensions"]}:
        found.append(Fault(_("Say which dimension decides ties.")))
    return found


def _twice(content: Content) -> Iterator[Fault]:
    keys: set[str] = set()
    codes: set[str] = set()
    for place, dimension in enumerate(content["dimensions"]):
        if dimension["key"] in keys:
            yield Fault(_("Another dimension has this key."), place, None, "key", is_grave=True)
        keys.add(dimension["key"])
        for line, row in enumerate(dimension["criteria"]):
            if row["code"] in codes:
                yield Fault(_("Another criterion has this code."), place, line, "code", is_grave=True)
            codes.add(row["code"])


def _sums(content: Content) -> Iterator[Fault]:
    total = sum((row["maximum"] for row in content["dimensions"]), Decimal(0))
    if total != TOTAL:
        yield Fault(
            _("The dimensions add up to %(sum)s points; a table has 100.") % {"sum": points_of(total)}
        )
    for place, dimension in enumerate(content["dimensions"]):
        given = sum((row["maximum"] for row in dimension["criteria"]), Decimal(0))
        if given != dimension["maximum"]:
            words = _("Its criteria add up to %(sum)s points, not to %(maximum)s.")
            values = {"sum": points_of(given), "maximum": points_of(dimension["maximum"])}
            yield Fault(words % values, place, None, "maximum")


def _of_dimensions(content: Content) -> Iterator[Fault]:
    for place, dimension in enumerate(content["dimensions"]):
        if not dimension["title_en"]:
            yield Fault(_("The English title is missing."), place, None, "title_en")
        for line, row in enumerate(dimension["criteria"]):
            yield from _of_criterion(row, place, line)


def _of_criterion(row: Mapping[str, Any], place: int, line: int) -> Iterator[Fault]:
    if not row["title_en"]:
        yield Fault(_("The English title is missing."), place, line, "title_en")
    if row["guide"] and not row["guide_en"]:
        yield Fault(_("The guide is missing in English."), place, line, "guide_en")
    is_computed = row["kind"] == CriterionKind.OBJECTIVE and row["stage"] == CriterionStage.DOCUMENTS
    if row["formula"] and not is_computed:
        words = _("Only an objective criterion judged on the documents has a formula.")
        yield Fault(words, place, line, "formula_of", is_grave=True)


def differences(before: Content, after: Content) -> list[Difference]:
    """Return what the later version changes, in the order of the table; what is gone comes last."""
    old, new = _lines(before), _lines(after)
    found = [] if before["tie_break"] == after["tie_break"] else [_tie(before, after)]
    for key, row in new.items():
        if key not in old:
            found.append(
                Difference(
                    _name(row), _("new"), "", _("%(points)s points") % {"points": points_of(row["maximum"])}
                )
            )
            continue
        found += [
            Difference(_name(row), str(LABELS[name]), said(name, old[key][name]), said(name, row[name]))
            for name in LABELS
            if name in row and old[key][name] != row[name]
        ]
        if old[key].get("in") != row.get("in"):
            found.append(Difference(_name(row), _("dimension"), old[key]["in"], row["in"]))
    gone = [row for key, row in old.items() if key not in new]
    return found + [
        Difference(
            _name(row), _("removed"), _("%(points)s points") % {"points": points_of(row["maximum"])}, ""
        )
        for row in gone
    ]


def _tie(before: Content, after: Content) -> Difference:
    return Difference(
        _("whole table"), _("dimension that decides ties"), before["tie_break"], after["tie_break"]
    )


def _lines(content: Content) -> dict[tuple[str, str], dict[str, Any]]:
    """Return dimensions and criteria by kind and key, each criterion with the dimension it stands in."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for dimension in content["dimensions"]:
        found["dimension", dimension["key"]] = {**dimension}
        for row in dimension["criteria"]:
            found["criterion", row["code"]] = {**row, "in": told(dimension, "title")}
    return found


def _name(row: Mapping[str, Any]) -> str:
    title = told(row, "title")
    return f"{row['code']} {title}" if "code" in row else title


def told(row: Mapping[str, Any], name: str) -> str:
    """Return a text of the table in the reader's language, in Chinese where it has no English."""
    is_english = (get_language() or "").startswith("en")
    return str((row[f"{name}_en"] if is_english else "") or row[name])


def said(field: str, value: Any) -> str:
    """Return a value of the table as people read it."""
    if field == "is_veto":
        return _("yes") if value else _("no")
    if value in (None, "", {}):
        return "–"
    if field == "formula":
        pairs = value.get("choices", {}).items() or value.get("scale", ())
        return f"{value['of']}: " + "; ".join(f"{at} = {share} %" for at, share in pairs)
    choices: Mapping[str, Sequence[tuple[str, Any]]] = {
        "stage": CriterionStage.choices,
        "kind": CriterionKind.choices,
    }
    if isinstance(value, Decimal):
        return points_of(value)
    return str(dict(choices.get(field, ())).get(value, value))


def points_of(value: Decimal) -> str:
    """Return points without idle zeros."""
    return f"{value.normalize():f}"


def points_by_stage(content: Content) -> dict[str, Decimal]:
    """Return how many points are given on the documents and on site."""
    found = dict.fromkeys(CriterionStage.values, Decimal(0))
    for dimension in content["dimensions"]:
        for row in dimension["criteria"]:
            found[row["stage"]] += row["maximum"]
    return found
