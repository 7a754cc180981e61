"""What the scoring page shows, put together from rows and form."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brandcert.applications.models import Application, Material
from brandcert.core.workdays import workdays_between
from brandcert.programs.models import Criterion
from brandcert.reviews import queries, scoring
from brandcert.reviews.forms import ScoreForm, name_of
from brandcert.reviews.models import Assignment
from brandcert.reviews.services import Line

MOST_PAGES: Final = 20
HUNDRED: Final = 100


def materials_of(application: Application) -> list[Material]:
    """Return the files of the application as they stand, in the order of the requirements."""
    rows = Material.objects.filter(application=application, removed_at=None)
    return list(rows.select_related("upload", "requirement").order_by("requirement__position", "pk"))


def evidence(task: Assignment, materials: Sequence[Material], current: int) -> list[dict[str, Any]]:
    """Return the list of files; choosing one reloads the page with its preview."""
    page = reverse("admin:reviews_assignment_score", args=[task.pk])
    return [
        {
            "no": number,
            "title": name_of(row.requirement),
            "hint": _("%(name)s, %(pages)s p.") % {"name": row.upload.name, "pages": row.upload.pages},
            "url": f"{page}?evidence={number}#evidence",
            "current": number == current,
        }
        for number, row in enumerate(materials, 1)
    ]


def preview(task: Assignment, materials: Sequence[Material], current: int) -> dict[str, Any] | None:
    """Return the pages of the chosen file as pictures drawn on the server."""
    if not 1 <= current <= len(materials):
        return None
    row = materials[current - 1]
    shown = min(row.upload.pages, MOST_PAGES)
    title = name_of(row.requirement)
    note = "" if shown == row.upload.pages else _("The first %(n)s pages are shown.") % {"n": shown}
    return {
        "title": title,
        "note": note,
        "download_url": reverse("documents:download", args=[row.upload_id]),
        "pages": [
            {
                "url": reverse("admin:reviews_assignment_page", args=[task.pk, row.pk, page]),
                "alt": _("%(title)s, page %(page)s") % {"title": title, "page": page},
            }
            for page in range(1, shown + 1)
        ],
    }


def entered(form: ScoreForm) -> dict[str, tuple[Decimal | None, str]]:
    """Return the points and reasons the page shows, as far as they can be read."""
    values = {}
    for row in form.criteria:
        points = form[f"points-{row.code}"].value()
        try:
            number = Decimal(str(points)) if points not in (None, "") else None
        except ArithmeticError:
            number = None
        if number is not None and scoring.fault(number, row.maximum):
            number = None
        values[row.code] = (number, str(form[f"reason-{row.code}"].value() or ""))
    return values


def dimensions(
    form: ScoreForm,
    values: Mapping[str, tuple[Decimal | None, str]],
    numbers: Mapping[int, tuple[int, str]],
    saved: Mapping[str, Line],
) -> list[dict[str, Any]]:
    """Return the rubric: each dimension with its sum and criteria; `saved` shows what another window stored."""
    shown: list[dict[str, Any]] = []
    for row in form.criteria:
        if not shown or shown[-1]["code"] != row.dimension.key:
            shown.append(
                {
                    "code": row.dimension.key,
                    "name": name_of(row.dimension),
                    "maximum": Decimal(0),
                    "sum": None,
                    "criteria": [],
                }
            )
        here, points = shown[-1], values[row.code][0]
        here["maximum"] = scoring.plain(here["maximum"] + row.maximum)
        if points is not None:
            here["sum"] = (here["sum"] or Decimal(0)) + points
        here["criteria"].append(_criterion(form, row, points, numbers, saved.get(row.code)))
    return shown


def _criterion(
    form: ScoreForm,
    row: Criterion,
    points: Decimal | None,
    numbers: Mapping[int, tuple[int, str]],
    stored: Line | None,
) -> dict[str, Any]:
    cited = [numbers[int(pk)] for pk in form[f"cite-{row.code}"].value() or () if int(pk) in numbers]
    return {
        "code": row.code,
        "name": name_of(row),
        "guide": row.get_kind_display(),
        "maximum": scoring.plain(row.maximum),
        "points": form[f"points-{row.code}"],
        "reason": form[f"reason-{row.code}"],
        "citations": form[f"cite-{row.code}"],
        "percent": None if points is None else int(points * HUNDRED / row.maximum),
        "low": points is not None and scoring.needs_reason(points, row.maximum),
        "chips": [
            {"label": _("Evidence %(n)s") % {"n": number}, "url": url} for number, url in sorted(cited)
        ],
        "other": "" if stored is None else _other(stored),
    }


def _other(line: Line) -> str:
    points = "—" if line.points is None else str(line.points)
    return _("Saved in the other window: %(points)s %(reason)s") % {"points": points, "reason": line.reason}


def summary(
    task: Assignment,
    form: ScoreForm,
    values: Mapping[str, tuple[Decimal | None, str]],
    *,
    today: datetime.date,
) -> dict[str, Any]:
    """Return the strip on top: deadline, how much is scored, total, what is still to be given."""
    given = [points for points, _reason in values.values() if points is not None]
    pending = [row.maximum for row in form.criteria if values[row.code][0] is None]
    return {
        "deadline": task.due_on,
        "left": left(task.due_on, today),
        "scored": len(given),
        "count": len(values),
        "total": sum(given, Decimal(0)),
        "pending": scoring.plain(sum(pending, Decimal(0))) if pending else None,
        "maximum": scoring.plain(sum((row.maximum for row in form.criteria), Decimal(0))),
        "gate": scoring.plain(task.panel.application.batch.gate_score),
    }


def left(due_on: datetime.date | None, today: datetime.date) -> str:
    """Return the working days left, in words."""
    if due_on is None:
        return ""
    if due_on < today:
        return _("overdue")
    days = workdays_between(today, due_on)
    return ngettext("%(n)s working day left", "%(n)s working days left", days) % {"n": days}


def blockers(form: ScoreForm, values: Mapping[str, tuple[Decimal | None, str]]) -> list[str]:
    """Return why the sheet cannot be signed as it stands on the page."""
    return queries.gaps([(row.maximum, *values[row.code]) for row in form.criteria])
