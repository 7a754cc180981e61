"""What the scoring page shows, put together from rows and form."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from brandcert.applications.models import Application, Material
from brandcert.applications.queries import form_of
from brandcert.core.terms import workdays_left
from brandcert.programs.enums import CriterionKind
from brandcert.programs.models import Criterion
from brandcert.reviews import queries, scoring
from brandcert.reviews.forms import ScoreForm, name_of
from brandcert.reviews.models import Assignment
from brandcert.reviews.services import Line, mark_of

FILES_SHOWN: Final = 20
HUNDRED: Final = 100
# The fields of one criterion.
PARTS: Final = ("points", "reason", "cite", "ok")


def materials_of(application: Application) -> list[Material]:
    """Return the files of the application as they stand, in the order of the requirements."""
    rows = Material.objects.filter(application=application, removed_at=None)
    return list(rows.select_related("upload", "requirement").order_by("requirement__position", "pk"))


def evidence_context(
    task: Assignment, materials: Sequence[Material], asked: Mapping[str, str], hidden: Sequence[str]
) -> dict[str, Any]:
    """Return the left side: a stretch of the list of files around the chosen one, and one page of it as picture."""
    current = min(max(_number(asked.get("evidence")), 1), max(len(materials), 1))
    first = (current - 1) // FILES_SHOWN * FILES_SHOWN
    stretch = [
        _file(task, number, row, current=current, is_blind=bool(hidden))
        for number, row in enumerate(materials[first : first + FILES_SHOWN], first + 1)
    ]
    return {
        "evidence": stretch,
        "evidence_count": len(materials),
        "evidence_before": _url(task, first) if first else "",
        "evidence_after": _url(task, first + FILES_SHOWN + 1) if first + FILES_SHOWN < len(materials) else "",
        "preview": _preview(task, materials, current, _number(asked.get("page")), is_blind=bool(hidden)),
    }


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) <= len("9999") else 1


def _url(task: Assignment, number: int, page: int | None = None) -> str:
    place = f"{reverse('admin:reviews_assignment_score', args=[task.pk])}?evidence={number}"
    return f"{place}&page={page}#evidence" if page else f"{place}#evidence"


def _file(task: Assignment, number: int, row: Material, *, current: int, is_blind: bool) -> dict[str, Any]:
    name = row.upload.get_kind_display() if is_blind else row.upload.name
    return {
        "no": number,
        "title": name_of(row.requirement),
        "hint": _("%(name)s, %(pages)s p.") % {"name": name, "pages": row.upload.pages},
        "url": _url(task, number),
        "current": number == current,
    }


def _preview(
    task: Assignment, materials: Sequence[Material], current: int, asked: int, *, is_blind: bool
) -> dict[str, Any] | None:
    """Return one page of the chosen file as a picture drawn on the server, with the way to the others."""
    if not materials:
        return None
    row = materials[current - 1]
    page = min(max(asked, 1), row.upload.pages)
    title = name_of(row.requirement)
    picture = reverse("admin:reviews_assignment_page", args=[task.pk, row.pk, page])
    return {
        "title": title,
        "evidence": current,
        "page": page,
        "pages": row.upload.pages,
        "url": picture,
        "large_url": f"{picture}?large=1",
        "alt": _("%(title)s, page %(page)s") % {"title": title, "page": page},
        "before": _url(task, current, page - 1) if page > 1 else "",
        "after": _url(task, current, page + 1) if page < row.upload.pages else "",
        "download_url": "" if is_blind else reverse("documents:download", args=[row.upload_id]),
    }


def entered(form: ScoreForm) -> dict[str, scoring.Filled]:
    """Return what the page shows of each criterion, as far as it can be read."""
    return {row.code: _filled(form, row) for row in form.criteria}


def _filled(form: ScoreForm, row: Criterion) -> scoring.Filled:
    points = form[f"points-{row.code}"].value()
    try:
        number = Decimal(str(points)) if points not in (None, "") else None
    except ArithmeticError:
        number = None
    if number is not None and scoring.fault(number, row.maximum):
        number = None
    is_proposed = row.code in form.proposed
    return scoring.Filled(
        row.maximum,
        points=number,
        has_reason=bool(str(form[f"reason-{row.code}"].value() or "").strip()),
        is_objective=row.kind == CriterionKind.OBJECTIVE,
        is_cited=bool(form[f"cite-{row.code}"].value()),
        proposed=form.proposed.get(row.code),
        is_confirmed=bool(form[f"ok-{row.code}"].value()) if is_proposed else False,
    )


def dimensions(
    task: Assignment,
    form: ScoreForm,
    values: Mapping[str, scoring.Filled],
    materials: Sequence[Material],
    other: Mapping[str, Line],
) -> list[dict[str, Any]]:
    """Return the rubric: each dimension with its sum and criteria; `other` is what another window stored instead."""
    numbers = {row.pk: number for number, row in enumerate(materials, 1)}
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
        here, points = shown[-1], values[row.code].points
        here["maximum"] = scoring.plain(here["maximum"] + row.maximum)
        if points is not None:
            here["sum"] = (here["sum"] or Decimal(0)) + points
        here["criteria"].append(
            {
                **_criterion(task, form, row, points),
                "chips": _chips(task, form, row, numbers),
                "clash": clash(row.code, other.get(row.code)),
            }
        )
    return shown


def _criterion(task: Assignment, form: ScoreForm, row: Criterion, points: Decimal | None) -> dict[str, Any]:
    proposed = form.proposed.get(row.code)
    return {
        "code": row.code,
        "name": name_of(row),
        "guide": guide_of(row),
        "formula": "" if proposed is None else _formula_words(task.panel.application, row, proposed),
        "proposed": proposed,
        "is_objective": row.kind == CriterionKind.OBJECTIVE,
        "maximum": scoring.plain(row.maximum),
        "points": form[f"points-{row.code}"],
        "reason": form[f"reason-{row.code}"],
        "cite": form[f"cite-{row.code}"],
        "seen": form[f"seen-{row.code}"],
        "bound": [form[f"{part}-{row.code}"] for part in PARTS if f"{part}-{row.code}" in form.fields],
        "ok": form[f"ok-{row.code}"] if proposed is not None else None,
        "percent": None if points is None else int(points * HUNDRED / row.maximum),
        "low": points is not None and scoring.needs_reason(points, row.maximum),
    }


def guide_of(row: Criterion) -> str:
    """Return what stands under a criterion: its kind, its guide, and whether no point means no award."""
    parts = [str(row.get_kind_display()), _guide_text(row)]
    if row.is_veto:
        parts.append(_("without a point here there is no award"))
    return " · ".join(part for part in parts if part)


def _guide_text(row: Criterion) -> str:
    is_english = (get_language() or "").startswith("en")
    return (row.guide_en if is_english else "") or row.guide


def _formula_words(application: Application, row: Criterion, proposed: Decimal) -> str:
    """Say from which answer a formula gives which points."""
    section, _dot, key = row.formula["of"].partition(".")
    page = next((one for one in form_of(application) if one.key == section), None)
    field = page.field(key) if page else None
    answer = queries.answer_to(application, row.formula)
    said = field.show(application.content[section][key]) if field else str(answer)
    return _("By formula: %(question)s %(answer)s gives %(points)s points") % {
        "question": field.label if field else key,
        "answer": said,
        "points": proposed,
    }


def _chips(
    task: Assignment, form: ScoreForm, row: Criterion, numbers: Mapping[int, int]
) -> list[dict[str, Any]]:
    """Return the citations as links that open the page cited."""
    cited = form[f"cite-{row.code}"].value() or ()
    if isinstance(cited, str):
        field: Any = form.fields[f"cite-{row.code}"]
        try:
            cited = field.clean(cited)
        except ValidationError:
            cited = ()
    found = sorted((numbers[key], page or 0) for key, page in cited if key in numbers)
    return [
        {
            "label": _("Evidence %(n)s, p. %(page)s") % {"n": number, "page": page}
            if page
            else _("Evidence %(n)s") % {"n": number},
            "url": _url(task, number, page or None),
        }
        for number, page in found
    ]


def clash(code: str, stored: Line | None) -> dict[str, str] | None:
    """Return what the page shows where another window stored something else."""
    return None if stored is None else {"code": code, "words": other_words(stored), "mark": mark_of(stored)}


def other_words(line: Line) -> str:
    """Say what another window stored."""
    points = "—" if line.points is None else str(line.points)
    return _("Saved in the other window: %(points)s %(reason)s") % {"points": points, "reason": line.reason}


def summary(
    task: Assignment,
    form: ScoreForm,
    values: Mapping[str, scoring.Filled],
    *,
    today: datetime.date,
) -> dict[str, Any]:
    """Return the strip on top: deadline, how much is scored, total, what is still to be given."""
    given = [line.points for line in values.values() if line.points is not None]
    pending = [line.maximum for line in values.values() if line.points is None]
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
    return "" if due_on is None else workdays_left(due_on, today)
