"""What the page of an application shows: facts, alerts, sections, people, documents."""

from typing import Any

from django.template.defaultfilters import date, filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brandcert.accounts.enums import Role
from brandcert.applications import eligibility
from brandcert.applications.enums import BEFORE_AWARD, DEAD_ENDS
from brandcert.applications.models import Application, EligibilityCheck
from brandcert.applications.queries import (
    counts_as_accepted,
    escalation_of,
    form_of,
    masked,
    materials_of,
    may_see_contact,
    open_notice,
    requirements_of,
    title_of,
    told,
)
from brandcert.core import pii, policies
from brandcert.core.workdays import add_workdays
from brandcert.enterprises.queries import end_of, hits, told_of
from brandcert.programs.models import DocumentRequirement

Rows = list[dict[str, Any]]


def facts(row: Application) -> list[str]:
    """Return the short facts under the heading."""
    found = [str(row.enterprise), str(row.category), str(row.batch)]
    if row.product_class is not None:
        found.append(
            _("class %(code)s %(name)s") % {"code": row.product_class.code, "name": row.product_class}
        )
    if row.unit is not None:
        found.append(str(row.unit))
    if row.documents_score is not None:
        found.append(_("documents %(score)s") % {"score": row.documents_score})
    if row.site_score is not None:
        found.append(_("on site %(score)s") % {"score": row.site_score})
    return found


def alerts(row: Application) -> Rows:
    """Return what must be noticed first: what stands against the enterprise before all."""
    return [*_hits(row), *_alerts(row)]


def _hits(row: Application) -> Rows:
    if row.status not in BEFORE_AWARD:
        return []
    standing = hits([row.enterprise_id], today=timezone.localdate()).get(row.enterprise_id, [])
    return [
        {
            "tone": "red",
            "title": _("An entry against the enterprise blocks this case"),
            "text": f"{told_of(one)}。{end_of(one)}",
        }
        for one in standing
    ]


def _alerts(row: Application) -> Rows:
    if counts_as_accepted(row, timezone.localdate()):
        return [_overdue(row)]
    notice = open_notice(row)
    if notice is not None:
        return [
            {
                "tone": "amber",
                "title": _("The enterprise is correcting the application"),
                "text": ngettext("%(n)s item is listed.", "%(n)s items are listed.", notice.items.count())
                % {"n": notice.items.count()},
                "deadline": _("To be handed in by %(date)s") % {"date": notice.due_on.isoformat()},
            }
        ]
    if row.status in DEAD_ENDS and row.reason:
        return [{"tone": "blue", "title": row.get_status_display(), "text": row.reason}]
    return []


def _overdue(row: Application) -> dict[str, Any]:
    """Return the alert of an overdue acceptance: when it is escalated and to whom, or since when it is."""
    role = dict(Role.choices)[row.batch.escalation_role]
    done = escalation_of(row)
    if done is not None:
        role = dict(Role.choices).get(done.payload["to"], role)
        deadline = _("Escalated on %(date)s to: %(role)s") % {"date": _day(done.at), "role": role}
    else:
        last = add_workdays(row.due_on or timezone.localdate(), row.batch.escalation_days)
        deadline = _("Escalated after %(date)s to: %(role)s") % {"date": last.on.isoformat(), "role": role}
    return {
        "tone": "red",
        "title": _("Acceptance is overdue"),
        "text": _(
            "The time to decide is over: the application counts as accepted (视为受理). Decide at once."
        ),
        "deadline": deadline,
    }


def sections(row: Application, user: Any) -> Rows:
    """Return the content as handed in, the checks before acceptance, corrections and versions."""
    content = told(row, reveals=may_see_contact(user, row))
    parts = (
        _counties(row),
        _recommendations(row),
        _eligibility(row),
        _corrections(row),
        _versions(row),
    )
    return [section for section in (*parts, *content) if section]


def _table(title: str, head: list[str], rows: list[list[Any]]) -> dict[str, Any]:
    return {"title": title, "table": {"head": head, "rows": rows}} if rows else {}


def _counties(row: Application) -> dict[str, Any]:
    given = row.county_opinions.select_related("office", "signed_by")
    return _table(
        _("Opinion of the county"),
        [_("Office"), _("Opinion"), _("Signed")],
        [
            [
                item.office,
                item.opinion if item.is_positive else _("Against: %(why)s") % {"why": item.opinion},
                f"{item.signed_by} {_day(item.signed_at)}",
            ]
            for item in given
        ],
    )


def _recommendations(row: Application) -> dict[str, Any]:
    given = row.recommendations.select_related("unit", "signed_by").order_by("id")
    return _table(
        _("Recommendation"),
        [_("Unit"), _("Opinion"), _("Rank"), _("Signed")],
        [
            [
                item.unit,
                item.opinion if item.is_positive else _("Not recommended: %(why)s") % {"why": item.opinion},
                item.rank or "–",
                f"{item.signed_by} {_day(item.signed_at)}",
            ]
            for item in given
        ],
    )


def _eligibility(row: Application) -> dict[str, Any]:
    check = row.eligibility_checks.select_related("checked_by").first()
    if check is None:
        return {}
    heading = _("Eligibility: all yes") if check.is_eligible else _("Eligibility: not met")
    return {"title": heading, "rows": [*_answers(check, row.batch.least_years), _signature(check)]}


def _answers(check: EligibilityCheck, least_years: int) -> Rows:
    return [
        {
            "label": question.asked(least_years=least_years),
            "value": _("Yes") if check.answers[question.key]["yes"] else _("No"),
            "note": check.answers[question.key]["note"],
        }
        for question in eligibility.QUESTIONS
        if question.key in check.answers
    ]


def _signature(check: EligibilityCheck) -> dict[str, Any]:
    return {"label": _("Checked"), "value": f"{check.checked_by} {_day(check.checked_at)}"}


def _corrections(row: Application) -> dict[str, Any]:
    rows: list[list[Any]] = []
    for notice in row.corrections.prefetch_related("items__requirement"):
        for item in notice.items.all():
            where = title_of(item.requirement) if item.requirement else form_of(row).label(item.field)
            done = _day(item.touched_at) if item.touched_at else _("open")
            rows.append([where, item.problem, notice.due_on.isoformat(), done])
    return _table(_("Corrections"), [_("Item"), _("What is wrong"), _("Due on"), _("Corrected")], rows)


def _versions(row: Application) -> dict[str, Any]:
    rows: list[list[Any]] = [
        [version.number, f"{version.handed_in_by} {_day(version.handed_in_at)}", version.sha256[:8]]
        for version in row.versions.select_related("handed_in_by")
    ]
    return _table(_("Versions"), [_("Version"), _("Handed in"), "SHA-256"], rows)


def people(row: Application, user: Any) -> Rows:
    """Return the contact of the enterprise, masked unless it was revealed, and who handed in and recommended."""
    subject = row.content.get("subject", {})
    phone = str(subject.get("contact_phone", ""))
    found = []
    if subject.get("contact_name"):
        note = phone if may_see_contact(user, row) else masked(phone)
        # Only those who may ask for the telephone number deal with the person.
        deals = policies.allowed(user, "applications.application.reveal_contact", row)
        name = subject["contact_name"] if deals else pii.masked(pii.Kind.NAME, subject["contact_name"])
        found.append({"role": _("Contact of the enterprise"), "name": name, "note": note})
    last = row.versions.select_related("handed_in_by").last()
    if last is not None:
        found.append(
            {"role": _("Handed in by"), "name": str(last.handed_in_by), "note": _day(last.handed_in_at)}
        )
    return found + [
        {"role": _("Recommendation"), "name": str(item.signed_by), "note": str(item.unit)}
        for item in row.recommendations.select_related("signed_by", "unit")
    ]


def documents(row: Application) -> Rows:
    """Return the files in place, and the required documents that have none."""
    present = materials_of(row)
    found: Rows = []
    for requirement in requirements_of(row):
        files = present.get(requirement.pk, [])
        found += [_file(requirement, material) for material in files]
        if not files and requirement.is_required:
            missing = {"title": title_of(requirement), "status": _("missing"), "tone": "red", "kind": "other"}
            found.append(missing)
    return found


def _file(requirement: DocumentRequirement, material: Any) -> dict[str, Any]:
    upload = material.upload
    pages = ngettext("%(n)s page", "%(n)s pages", upload.pages) % {"n": upload.pages}
    return {
        "title": title_of(requirement),
        "hint": f"{upload.name} · {pages} · {filesizeformat(upload.size)}",
        "url": reverse("documents:download", args=[upload.pk]),
        "kind": "pdf" if upload.kind == upload.Kind.PDF else "image",
    }


def _day(instant: Any) -> str:
    return str(date(timezone.localtime(instant), "Y-m-d"))
