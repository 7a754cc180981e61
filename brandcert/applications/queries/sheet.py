"""What the system knows beside each line of the eligibility sheet, and what the clerks entered there so far."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications import eligibility
from brandcert.applications.models import Application, SheetLine
from brandcert.applications.queries.answers import form_of, title_of
from brandcert.applications.queries.cases import materials_of, requirements_of
from brandcert.core.models import digest
from brandcert.enterprises.enums import IntegrityKind, OrganisationType
from brandcert.enterprises.models import IntegrityCheck, IntegrityRecord

DOCUMENT: Final = "document:"
# Which kinds of records speak about a question.
RECORDS: Final = {
    "no_accident": IntegrityKind.ACCIDENT,
    "no_failed_sampling": IntegrityKind.SAMPLING,
    "no_complaint": IntegrityKind.COMPLAINT,
    "no_recall": IntegrityKind.RECALL,
    "not_abnormal": IntegrityKind.ABNORMAL,
    "not_dishonest": IntegrityKind.DISHONEST,
    "not_defaulter": IntegrityKind.DEFAULTER,
    "not_barred": IntegrityKind.BAR,
}
# Where the enterprise puts right what a question finds wrong; the others cannot be corrected.
PLACES: Final = {
    "registered": "document:licence",
    eligibility.YEARS: "field:subject.established_on",
    "trademark": "document:trademark",
}


def known_of(row: Application, today: datetime.date) -> dict[str, str]:
    """Return by question what is on record, with date and source; four queries and those of the files."""
    enterprise, product = row.enterprise, row.product
    files = {
        requirement.key: materials_of(row).get(requirement.pk, ()) for requirement in requirements_of(row)
    }
    found = {
        "registered": _lines(
            _("%(division)s, credit code %(code)s")
            % {"division": enterprise.division, "code": enterprise.credit_code or "–"},
            _file_words(_("Licence"), files.get("licence", ())),
        ),
        "admitted_body": _lines(
            enterprise.get_organisation_type_display(),
            _("%(category)s admits: %(kinds)s")
            % {"category": row.category, "kinds": _admitted(row.category.organisation_types)},
            _("Class %(code)s %(name)s") % {"code": row.product_class.code, "name": row.product_class}
            if row.product_class
            else "",
        ),
        eligibility.YEARS: _years(row),
        "trademark": _lines(
            _mark(product.trademark, today)
            if product and product.trademark
            else _("No trademark is entered."),
            _file_words(_("Certificate"), files.get("trademark", ())),
        ),
        "pledge": _("Given on %(date)s") % {"date": timezone.localdate(row.pledged_at)}
        if row.pledged_at
        else _("Not given."),
    }
    return found | _integrity(row, today)


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)


def _file_words(label: str, materials: Iterable[Any]) -> str:
    names = ", ".join(material.upload.name for material in materials)
    return f"{label}: {names}" if names else _("%(label)s: no file handed in") % {"label": label}


def _admitted(kinds: list[str]) -> str:
    names = dict(OrganisationType.choices)
    return "、".join(str(names.get(kind, kind)) for kind in kinds) or _("every kind of body")


def _years(row: Application) -> str:
    told = row.content.get("subject", {}).get("established_on") or "–"
    kept = row.enterprise.established_on
    closes = timezone.localdate(row.batch.closes_at)
    words = _("Established: %(told)s by the application, %(kept)s in the register.") % {
        "told": told,
        "kept": kept or "–",
    }
    return _lines(
        words,
        _("%(years)s years on the closing date %(date)s")
        % {"years": _full_years(kept, closes), "date": closes}
        if kept
        else "",
    )


def _full_years(begin: datetime.date, end: datetime.date) -> int:
    return end.year - begin.year - ((end.month, end.day) < (begin.month, begin.day))


def _mark(mark: Any, today: datetime.date) -> str:
    words = f"{mark.name} {mark.number}".strip()
    kind = _("under licence") if mark.is_licensed else _("own")
    if mark.valid_to is None:
        return _("%(mark)s (%(kind)s), no date entered") % {"mark": words, "kind": kind}
    pattern = (
        _("%(mark)s (%(kind)s), valid to %(date)s")
        if mark.valid_to >= today
        else _("%(mark)s (%(kind)s), ended on %(date)s")
    )
    return pattern % {"mark": words, "kind": kind, "date": mark.valid_to}


def _integrity(row: Application, today: datetime.date) -> dict[str, str]:
    """Return by question the records with date and source, and when the lists were looked up last."""
    checks = IntegrityCheck.objects.filter(enterprise=row.enterprise_id).select_related("checked_by")
    check = checks.first()
    looked = _("Not looked up yet.")
    if check is not None:
        pattern = (
            _("Looked up on %(date)s by %(who)s: nothing found")
            if check.is_clear
            else _("Looked up on %(date)s by %(who)s: entries found")
        )
        looked = pattern % {"date": check.checked_on, "who": check.checked_by}
        if check.checked_on < today - datetime.timedelta(days=row.batch.integrity_days):
            looked = _("%(words)s (too old for acceptance)") % {"words": looked}
    found: dict[str, list[str]] = {}
    for record in IntegrityRecord.objects.filter(enterprise=row.enterprise_id).order_by("-since"):
        until = record.until or _("open")
        found.setdefault(record.kind, []).append(f"{record.since} – {until}: {record.source}")
    return {key: _lines(*found.get(kind, ()), looked) for key, kind in RECORDS.items()}


# --- what was entered ----------------------------------------------------------------------------
def entered_on(row: Application) -> dict[str, SheetLine]:
    """Return the lines as they are saved now, by key."""
    lines = SheetLine.objects.filter(application=row).select_related("changed_by")
    return {line.key: line for line in lines}


def print_of(yes: bool | None, note: str) -> str:
    """Return what an older view of a line is recognised by; an empty line has the same as one never saved."""
    return digest([yes, note.strip()])[:16]


def noes_of(row: Application) -> list[tuple[eligibility.Question, str]]:
    """Return the questions answered with no so far, each with its note."""
    lines = entered_on(row)
    return [
        (question, lines[question.key].note)
        for question in eligibility.QUESTIONS
        if question.key in lines and lines[question.key].yes is False
    ]


def faults_of(row: Application) -> dict[str, str]:
    """Return what is to be corrected by the sheet: `document:<key>` or `field:<section.field>` → what is wrong."""
    found: dict[str, list[str]] = {}
    requirements = {one.key: one for one in requirements_of(row)}
    form = form_of(row)
    for question, note in noes_of(row):
        kind, _colon, name = PLACES.get(question.key, "").partition(":")
        words = note or question.asked(least_years=row.batch.least_years)
        if kind == "document" and name in requirements:
            found.setdefault(f"{DOCUMENT}{requirements[name].pk}", []).append(words)
        elif kind == "field" and form.field(name) is not None:
            found.setdefault(f"field:{name}", []).append(words)
    for key, line in entered_on(row).items():
        if key.startswith(DOCUMENT) and line.note:
            found.setdefault(key, []).append(line.note)
    return {key: "\n".join(dict.fromkeys(words)) for key, words in found.items()}


def refusal_words(row: Application) -> str:
    """Return the facts of a refusal by the sheet: every question answered with no, numbered, with its note."""
    years = row.batch.least_years
    return "\n".join(
        _("%(n)s. Not met: %(question)s. %(note)s")
        % {"n": number, "question": question.asked(least_years=years), "note": note}
        for number, (question, note) in enumerate(noes_of(row), start=1)
    )


def documents_of(row: Application) -> list[tuple[str, str, str]]:
    """Return every document asked for: its key on the sheet, its title, the files in place."""
    present = materials_of(row)
    return [
        (
            f"{DOCUMENT}{one.pk}",
            title_of(one),
            "\n".join(material.upload.name for material in present.get(one.pk, ())),
        )
        for one in requirements_of(row)
    ]
