"""What the acceptance desk and recommending units do for many applications at once.

A correction (T2) and a refusal (T5b, T7) are done for many only with words that are each application's own: what is noted
on its sheet, the rank its unit gave it. Everything else about one enterprise is written on the page of its case: a
refusal by fraud, a correction asked by a unit (units keep no sheet), a refusal to recommend for what the enterprise is.
"""

import datetime
from typing import Any, Final

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.accounts.enums import Role, UnitKind
from brandcert.applications import eligibility, services
from brandcert.applications.enums import BEFORE_AWARD
from brandcert.applications.models import Application, SheetLine
from brandcert.applications.queries import rank_of
from brandcert.applications.queries.sheet import DOCUMENT
from brandcert.core.errors import GuardFailed
from brandcert.core.models import digest
from brandcert.documents.forms import drawable
from brandcert.enterprises.models import IntegrityCheck, IntegrityInquiry
from brandcert.lists.acts import BulkAct, register

MODEL: Final = "applications.application"
# As much of what is noted stands on the line of an application.
LONGEST_NOTES: Final = 300


def named(rows: Any) -> Any:
    """Fetch with each application what its line names."""
    return rows.select_related("product", "enterprise")


def title(row: Application) -> tuple[str, str]:
    """Return receipt number, and product with enterprise."""
    return row.receipt_number or "", f"{row.product or '–'} · {row.enterprise}"


def looked_up(row: Application, *, by: Any, today: datetime.date) -> IntegrityCheck:
    """Write down that the lists were looked up today and hold nothing new; raises GuardFailed for who needs no check."""
    if row.status not in BEFORE_AWARD:
        raise GuardFailed(_("The case has ended, or was not handed in yet."))
    if row.enterprise.integrity_checks.filter(checked_on=today).exists():
        raise GuardFailed(_("This enterprise was looked up today already."))
    check = services.check_integrity(row, by=by, today=today)
    if any(line["how"] == "unanswered" for line in check.asked):
        raise GuardFailed(
            _("A national system has not answered today: have the systems asked first, or look up by hand.")
        )
    return check


def asked(row: Application, *, by: Any, now: datetime.datetime) -> list[IntegrityInquiry]:
    """Have the national systems asked about the enterprise; raises GuardFailed for who needs no check."""
    if row.status not in BEFORE_AWARD:
        raise GuardFailed(_("The case has ended, or was not handed in yet."))
    return services.ask_systems(row, by=by, now=now)


def _is_clerk(user: Any) -> bool:
    return Role.CLERK in user.roles


def _is_unit(user: Any) -> bool:
    """Say whether the person recommends for a unit; a county office gives opinions only."""
    held = getattr(user, "current_grants", ())
    return any(
        grant.role == Role.RECOMMENDER and grant.unit is not None and grant.unit.kind != UnitKind.COUNTY
        for grant in held
    )


class OpinionForAll(forms.Form):
    """The opinion a unit signs for each of the applications."""

    opinion = forms.CharField(
        label=gettext_lazy("Opinion of the unit"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
    )


class RemedyForAll(forms.Form):
    """Basis and remedy of refusals whose facts are each application's own."""

    basis = forms.CharField(
        label=gettext_lazy("Basis"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        validators=[drawable],
        help_text=gettext_lazy("Left empty, the rules of the round are named."),
    )
    remedy = forms.CharField(
        label=gettext_lazy("What the enterprise can do"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[drawable],
        help_text=gettext_lazy("Left empty, the appeal and its term are named."),
    )


class RankingForAll(RemedyForAll):
    """How the unit came to its ranking."""

    reason = forms.CharField(
        label=gettext_lazy("How the unit ranked"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        validators=[drawable],
        help_text=gettext_lazy("Each letter adds the rank of its application and the quota of the unit."),
    )
    field_order = ("reason", "basis", "remedy")


def ranked(rows: Any) -> Any:
    """Fetch with each application its rank too."""
    return named(rows).select_related("place")


def ranked_title(row: Application) -> tuple[str, str]:
    """Return receipt number, and product with enterprise and rank."""
    number, words = title(row)
    rank = rank_of(row)
    return number, words if rank is None else f"{words} · " + _("rank %(rank)s") % {"rank": rank}


def rank_seen(row: Application) -> str:
    """Return version and rank."""
    return f"{row.version}:{rank_of(row) or ''}"


def noted(rows: Any) -> Any:
    """Fetch with each application its sheet too."""
    return named(rows).prefetch_related("sheet_lines")


def _lines(row: Application) -> list[SheetLine]:
    return sorted(row.sheet_lines.all(), key=lambda line: line.key)


def noted_title(row: Application) -> tuple[str, str]:
    """Return receipt number, and product with enterprise and what is noted against it, as far as a line holds it."""
    number, words = title(row)
    asked = {one.key: one.asked(least_years=0) for one in eligibility.QUESTIONS}
    notes = [
        line.note or asked.get(line.key, "")
        for line in _lines(row)
        if line.yes is False or line.key.startswith(DOCUMENT)
    ]
    told = "；".join(note for note in notes if note)
    return number, f"{words} — {Truncator(told).chars(LONGEST_NOTES)}" if told else words


def sheet_seen(row: Application) -> str:
    """Return version and print of the sheet: what a colleague notes after the trial refuses the row."""
    lines = [(line.key, line.seen) for line in _lines(row)]
    return f"{row.version}:{digest(lines)[:24]}"


def _looks_up(user: Any) -> bool:
    return bool({Role.CLERK, Role.SECRETARY, Role.DIRECTOR} & set(user.roles))


for act in (
    BulkAct(
        action=f"{MODEL}.ask_systems",
        label=gettext_lazy("Integrity: ask the national systems"),
        run=asked,
        offered=_looks_up,
        note=gettext_lazy("The answers come within minutes; the check itself is written down afterwards."),
        rows=named,
        title=title,
    ),
    BulkAct(
        action=f"{MODEL}.recommend",
        label=gettext_lazy("Recommend applications"),
        run=services.recommend_by_rank,
        offered=_is_unit,
        note=gettext_lazy(
            "You sign the opinion for each of them. Where the quota has no place for all, those with the better rank go first; the others are refused with that reason."
        ),
        form=OpinionForAll,
        rows=ranked,
        title=ranked_title,
        seen=rank_seen,
    ),
    BulkAct(
        action=f"{MODEL}.refuse_recommendation",
        label=gettext_lazy("Refuse what is beyond the quota"),
        run=services.refuse_beyond_quota,
        offered=_is_unit,
        note=gettext_lazy(
            "Each enterprise gets a letter with its own rank and the quota; the case ends with it. A refusal for any other reason is written on the page of the case."
        ),
        form=RankingForAll,
        rows=ranked,
        title=ranked_title,
        seen=rank_seen,
    ),
    BulkAct(
        action=f"{MODEL}.request_correction",
        label=gettext_lazy("Send the corrections noted on the sheets"),
        run=services.correct_by_sheet,
        offered=_is_clerk,
        note=gettext_lazy(
            "Each enterprise gets the list of its own sheet, once and complete. Open a sheet from its line to read the whole list."
        ),
        rows=noted,
        title=noted_title,
        seen=sheet_seen,
    ),
    BulkAct(
        action=f"{MODEL}.refuse_acceptance",
        label=gettext_lazy("Refuse what the sheets find not eligible"),
        run=services.refuse_by_sheet,
        offered=_is_clerk,
        note=gettext_lazy(
            "Each enterprise gets a letter with the facts of its own sheet; the case ends with it."
        ),
        form=RemedyForAll,
        rows=noted,
        title=noted_title,
        seen=sheet_seen,
    ),
    BulkAct(
        action=f"{MODEL}.accept",
        label=gettext_lazy("Accept applications"),
        run=services.accept,
        offered=_is_clerk,
        note=gettext_lazy(
            "Every enterprise is told that its application was accepted; its time limits begin today."
        ),
        rows=named,
        title=title,
    ),
    BulkAct(
        action=f"{MODEL}.check_integrity",
        label=gettext_lazy("Integrity: looked up, nothing found"),
        run=looked_up,
        offered=_looks_up,
        note=gettext_lazy(
            "You state that you looked each of these enterprises up in all lists today and found nothing. Enter findings on the page of the case instead."
        ),
        rows=named,
        title=title,
    ),
):
    register(act)
