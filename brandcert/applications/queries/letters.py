"""What letters about an application may state: values for their placeholders, in Chinese, never a person of the house."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from brandcert.applications.enums import RefusalCode, Status
from brandcert.applications.models import Application, CorrectionItem
from brandcert.applications.queries.answers import form_of, title_of
from brandcert.core.models import Event
from brandcert.core.wording import Value
from brandcert.documents.wording import date_words
from brandcert.programs.queries import rubric_for

Values = dict[str, Value]
_FRAUD = {"fraud": "弄虚作假", "veto": "存在一票否决的事实"}
# Shorter names stand in too many words.
LEAST_NAME = 2


def application_values(application: Application) -> Values:
    """Return what every letter about an application may state."""
    submitted = application.submitted_at
    return {
        "enterprise": application.enterprise.name,
        "product": str(application.product or ""),
        "receipt": application.receipt_number or "",
        "batch": application.batch.name,
        "category": _category(application),
        "unit": application.unit.name if application.unit else "",
        "submitted": date_words(timezone.localdate(submitted)) if submitted else "",
        "due": day_words(application.due_on),
        "scores": score_lines(application),
    }


def _category(application: Application) -> str:
    with translation.override("zh-hans"):
        return str(application.category)


def last_day_to_appeal(
    application: Application, *, refused_on: datetime.date, delivered_on: datetime.date | None = None
) -> datetime.date:
    """Return the last day to appeal, counted from the day on which the refusal counts as delivered.

    That is the day after which the batch deems a letter in the portal delivered; a letter on paper that arrived later
    (`delivered_on`) counts from its arrival, so that the day printed on it is never shortened.
    """
    batch = application.batch
    served_on = refused_on + datetime.timedelta(days=batch.appeal_service_days)
    return max(served_on, delivered_on or served_on) + datetime.timedelta(days=batch.appeal_days)


def refusal_values(application: Application, *, reason: str, on: datetime.date) -> Values:
    """Return what a refusal states beside that: facts and the way to an appeal; names of experts are taken out."""
    batch = application.batch
    return {
        "reason": without_names(reason, expert_names(application)),
        "appeal_days": str(batch.appeal_days),
        "appeal_until": day_words(last_day_to_appeal(application, refused_on=on)),
    }


def refused_values(application: Application, event: Event) -> Values:
    """Return what the letter about a refusal states that was decided by this event."""
    found = application_values(application)
    found |= refusal_values(application, reason=application.reason, on=timezone.localdate(event.at))
    return {**found, "ground": ground_words(application.reason_code)}


def ground_words(code: str) -> str:
    """Return a ground of the closed lists in words; nothing for one that has no words of its own."""
    with translation.override("zh-hans"):
        if code in RefusalCode.values:
            return str(RefusalCode(code).label)
        return _FRAUD.get(code, "")


def correction_values(application: Application, *, problems: Sequence[str], due: datetime.date) -> Values:
    """Return what a correction notice states."""
    term = str(application.batch.correction_days)
    return {
        **application_values(application),
        "problems": list(problems),
        "due": day_words(due),
        "term": term,
    }


def problems_of(application: Application, items: Iterable[CorrectionItem]) -> list[str]:
    """Return the items of a correction notice as lines."""
    with translation.override("zh-hans"):
        form = form_of(application)
        return [
            _("%(where)s: %(problem)s")
            % {
                "where": title_of(item.requirement) if item.requirement else form.label(item.field),
                "problem": item.problem,
            }
            for item in items
        ]


def score_lines(application: Application) -> list[str]:
    """Return the application's own points by dimension, each with the maximum; empty before it has any."""
    points = application.dimension_scores
    panel = getattr(application, "panel", None)
    rubric = panel.rubric if panel is not None else rubric_for(application.batch_id, application.category_id)
    if not points or rubric is None:
        return []
    return [
        f"{row.title}：{_points(points[row.key])}分（满分{_points(row.maximum)}分）"
        for row in rubric.dimensions.all()
        if row.key in points
    ]


def points_words(value: Decimal | None) -> str:
    """Return points as letters write them, nothing for none."""
    return "" if value is None else _points(value)


def _points(value: Any) -> str:
    return f"{Decimal(str(value)):.2f}"


def day_words(day: datetime.date | None) -> str:
    """Return a date as letters write it, nothing for none."""
    return date_words(day) if day else ""


def issuer_of(application: Application, *, is_unit: bool = False) -> str:
    """Return who signs a letter about the application: the issuing body, or the recommending unit for its own acts."""
    if is_unit and application.unit is not None:
        return application.unit.name
    return application.batch.program.issuing_body


def is_before_the_unit(status: str) -> bool:
    """Say whether a case in this state lies with its recommending unit."""
    return status == Status.SUBMITTED


def expert_names(application: Application) -> list[str]:
    """Return the names of everybody who was on the panel of the application."""
    panel = getattr(application, "panel", None)
    if panel is None:
        return []
    return [row.expert.user.name for row in panel.assignments.select_related("expert__user")]


def without_names(text: str, names: Iterable[str], *, instead: str = "评审专家") -> str:
    """Return the text with each of the names replaced, longer ones first."""
    for name in sorted({name.strip() for name in names}, key=len, reverse=True):
        if len(name) >= LEAST_NAME:
            text = re.sub(re.escape(name), instead, text, flags=re.IGNORECASE)
    return text
