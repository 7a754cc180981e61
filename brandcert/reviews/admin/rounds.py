"""What a reader sees of a round, as rows of tables: experts by name only for those who may know them."""

from __future__ import annotations

from typing import Any, Final

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from brandcert.reviews.admin.panel import KNOWS_EXPERTS
from brandcert.reviews.queries.rankings import Round, Row
from brandcert.reviews.standings import Change, Decider, Scenario, Stage

MOST_MOVES: Final = 8
SCENARIOS: Final = {
    Scenario.PLAIN_MEAN: gettext_lazy("if nothing were trimmed"),
    Scenario.TRIMMED_MEAN: gettext_lazy("if the mean were trimmed"),
    Scenario.MEDIAN: gettext_lazy("if the median counted"),
    Scenario.ADJUSTED: gettext_lazy("if leniency were taken out"),
}


class Shown:
    """A round as one reader sees it: experts by name only for those who may know them."""

    def __init__(self, found: Round, user: Any) -> None:
        """Know the reader."""
        self.round, self.user = found, user
        self.knows = bool(user.roles & KNOWS_EXPERTS)
        self.seats = {key: number for number, key in enumerate(sorted(found.judges), 1)}

    def judge(self, key: int) -> str:
        """Return how an expert is called."""
        return self.round.judges[key] if self.knows else _("Expert %(n)s") % {"n": self.seats[key]}

    def standing(self, row: Row) -> tuple[str, str]:
        """Say where the case stands towards the line, with a colour."""
        key, found = row.case.key, self.round.outcome
        if key in found.above:
            return _("above the line"), "green"
        if key in found.tied:
            return _("equal at the end of the quota: to be decided"), "amber"
        if self.round.stage == Stage.TOTAL and row.weak:
            return _("a dimension under %(percent)s %%") % {
                "percent": self.round.batch.dimension_percent
            }, "red"
        return _("below the line"), "grey"

    def ranking(self) -> list[dict[str, Any]]:
        """Return the ranked cases with what stands beside the raw score."""
        fit, places = self.round.calibration, self.round.outcome.places
        rows = []
        for row in self.round.in_order:
            key = row.case.key
            estimate = fit.cases.get(key) if fit else None
            words, tone = self.standing(row)
            rows.append(
                {
                    "place": places[key],
                    "number": row.application.receipt_number,
                    "url": reverse("admin:applications_application_change", args=[key]),
                    "enterprise": str(row.application.enterprise),
                    "product": str(row.application.product or ""),
                    "category": str(row.application.category),
                    "documents": row.case.documents,
                    "site": row.case.site,
                    "score": self.round.outcome.scores[key],
                    "tie": self.tie(row),
                    "formula": row.result.formula,
                    "standing": words,
                    "tone": tone,
                    "spread": row.spread,
                    "deviation": row.deviation,
                    "adjusted": self.round.adjusted.get(key),
                    "interval": f"{estimate.low:.2f}–{estimate.high:.2f}" if estimate else "",
                    "adjusted_place": self.round.adjusted_outcome.places[key] if estimate else None,
                }
            )
        return rows

    def tie(self, row: Row) -> str:
        """Say what tells the case from others with the same score, as far as they were compared; else nothing."""
        words = []
        for level, value in self.round.ties.get(row.case.key, ()):
            if level == Decider.DIMENSION:
                words.append(f"{_title(row)} {value}")
            elif level == Decider.SITE:
                words.append(_("visit %(points)s") % {"points": value})
            else:
                at = f"{timezone.localtime(value):%Y-%m-%d %H:%M:%S}" if value else "–"
                words.append(_("handed in %(at)s") % {"at": at})
        return " · ".join(words)

    def why_raw(self) -> str:
        """Say why nothing stands beside the raw scores; empty where something does."""
        if self.round.calibration is not None:
            return ""
        if self.round.fit is None:
            return _("There are too few sheets to tell the leniency of an expert from the quality of a case.")
        return _(
            "The sheets show no difference between the experts that could be told from chance: nothing is adjusted."
        )

    def panels(self) -> list[dict[str, Any]]:
        """Return each case with the totals of its experts."""
        return [
            {
                "place": self.round.outcome.places[row.case.key],
                "number": row.application.receipt_number,
                "enterprise": str(row.application.enterprise),
                "sheets": [
                    {"name": self.judge(judge), "total": total, "dropped": judge in row.dropped}
                    for judge, total in sorted(row.case.totals.items())
                ],
                "documents": row.case.documents,
                "spread": row.spread,
                "deviation": row.deviation,
                "formula": row.result.formula,
            }
            for row in self.round.in_order
        ]

    def experts(self) -> list[dict[str, Any]]:
        """Return the experts by leniency, the strictest first."""
        fit = self.round.calibration
        if fit is None:
            return []
        return [
            {
                "name": self.judge(key),
                "value": one.value,
                "low": one.low,
                "high": one.high,
                "sheets": one.sheets,
                "tells": one.low > 0 or one.high < 0,
            }
            for key, one in sorted(fit.judges.items(), key=lambda pair: (pair[1].value, pair[0]))
        ]

    def outliers(self) -> list[dict[str, Any]]:
        """Return the sheets that stand out."""
        fit = self.round.calibration
        return [
            {
                "number": self.number(one.case),
                "name": self.judge(one.judge),
                "points": one.points,
                "expected": one.expected,
                "deviations": one.deviations,
            }
            for one in (fit.outliers if fit else ())
        ]

    def number(self, key: int) -> str:
        """Return the number of a case."""
        return str(self.round.by_key[key].application.receipt_number)

    def changes(self) -> list[dict[str, Any]]:
        """Return who would change place if something were done otherwise; who crosses the line first."""
        found = sorted(self.round.changes, key=lambda change: (not change.crosses, -len(change.moves)))
        return [
            {
                "words": self.scenario(change),
                "gains": [self.number(key) for key in change.gains],
                "losses": [self.number(key) for key in change.losses],
                "moves": [
                    {"number": self.number(key), "before": before, "after": after}
                    for key, before, after in change.moves[:MOST_MOVES]
                ],
                "more": max(0, len(change.moves) - MOST_MOVES),
            }
            for change in found
            if change.moves or change.crosses
        ]

    def scenario(self, change: Change) -> str:
        """Say what is done otherwise."""
        if change.judge is not None:
            return _("without the sheets of %(name)s") % {"name": self.judge(change.judge)}
        return str(SCENARIOS[change.scenario])

    def agreement(self) -> list[dict[str, Any]]:
        """Return Krippendorff's alpha of the round and of each category, and whether it says anything."""
        titles = {row.case.category: str(row.application.category) for row in self.round.rows}
        return [
            {"title": titles.get(key, _("all categories")), "found": one}
            for key, one in sorted(self.round.agreement.items())
        ]

    def table(self, name: str) -> tuple[list[str], list[list[str]]]:
        """Return head and rows of a file."""
        if name == "panels":
            head = [_("Rank"), _("Application"), _("Enterprise"), _("Sheets (dropped ones in brackets)")]
            head += [_("Score of the documents"), _("Spread"), _("Standard deviation"), _("Formula")]
            return head, [
                [
                    *_texts(row, "place", "number", "enterprise"),
                    "；".join(_sheet(one) for one in row["sheets"]),
                    *_texts(row, "documents", "spread", "deviation", "formula"),
                ]
                for row in self.panels()
            ]
        head = [_("Rank"), _("Application"), _("Enterprise"), _("Product or service"), _("Category")]
        head += [
            _("Documents"),
            _("Visit"),
            _("Legal score"),
            _("Tie decided by"),
            _("Standing"),
            _("Spread"),
        ]
        head += [_("Adjusted documents"), _("95-percent interval"), _("Rank if adjusted"), _("Formula")]
        names: tuple[str, ...] = (
            "place",
            "number",
            "enterprise",
            "product",
            "category",
            "documents",
            "site",
            "score",
            "tie",
        )
        names += ("standing", "spread", "adjusted", "interval", "adjusted_place", "formula")
        return head, [_texts(row, *names) for row in self.ranking()]


def _title(row: Row) -> str:
    """Return the dimension that decides, in the reader's language."""
    if row.decides is None:
        return row.result.panel.rubric.tie_break
    is_chinese = (get_language() or "zh").startswith("zh")
    return str(row.decides.title if is_chinese or not row.decides.title_en else row.decides.title_en)


def _texts(row: dict[str, Any], *names: str) -> list[str]:
    return ["" if row[name] is None else str(row[name]) for name in names]


def _sheet(one: dict[str, Any]) -> str:
    text = f"{one['name']} {one['total']}"
    return f"（{text}）" if one["dropped"] else text


def line_words(found: Round) -> str:
    """Say where the line runs."""
    batch = found.batch
    if found.stage == Stage.DOCUMENTS:
        return _("Line: %(gate)s points on documents open the way to the visit.") % {"gate": batch.gate_score}
    words = _("Line: %(award)s points, no dimension under %(percent)s %%") % {
        "award": batch.award_score,
        "percent": batch.dimension_percent,
    }
    if batch.quota is None:
        return words + _("; no quota.")
    return words + _("; quota %(quota)s, which may stay unfilled.") % {"quota": batch.quota}
