"""The list of sanction cases and the page of each: the steps, the file of the case, what it waits for."""

from typing import Any, Final

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from brandcert.certificates.admin.case import file_of
from brandcert.core import policies, terms
from brandcert.core.admin import CaseAdmin, register_panel
from brandcert.core.admin.clock import clock_of, shown_lines
from brandcert.core.admin.steps import open_approvals
from brandcert.core.templatetags.looks import draw_tag
from brandcert.core.workdays import add_workdays, workdays_between
from brandcert.supervision.enums import Sanction, SanctionStatus
from brandcert.supervision.models import SanctionCase
from brandcert.supervision.policies import LABEL
from brandcert.supervision.queries import decision_letter, ground_words

S = SanctionStatus
TONES: Final = {
    S.FACTS: "grey",
    S.ANNOUNCED: "amber",
    S.HEARING: "amber",
    S.HEARD: "blue",
    S.CHECKED: "blue",
    S.DECIDED: "blue",
    S.PUBLISHED: "blue",
    S.DELIVERED: "green",
    S.DROPPED: "grey",
    S.ENDED: "grey",
}
# The steps as the page shows them; a hearing is a way of being heard, no step of its own.
SPINE: Final = (S.FACTS, S.ANNOUNCED, S.HEARD, S.CHECKED, S.DECIDED, S.PUBLISHED, S.DELIVERED)
STEPS: Final = {
    S.FACTS: gettext_lazy("Facts"),
    S.ANNOUNCED: gettext_lazy("Prior notice"),
    S.HEARD: gettext_lazy("Hearing"),
    S.CHECKED: gettext_lazy("Legal check"),
    S.DECIDED: pgettext_lazy("sanction case", "Decision"),
    S.PUBLISHED: gettext_lazy("Publication"),
    S.DELIVERED: gettext_lazy("Delivery"),
}
# What is done next stands beside what was reached last.
NEXT: Final = {
    S.FACTS: S.FACTS,
    S.ANNOUNCED: S.HEARD,
    S.HEARING: S.HEARD,
    S.HEARD: S.CHECKED,
    S.CHECKED: S.DECIDED,
    S.DECIDED: S.PUBLISHED,
    S.PUBLISHED: S.DELIVERED,
}


@admin.register(SanctionCase)
class SanctionCaseAdmin(CaseAdmin):
    """Every sanction case; what is wanted next stands in its steps and its clock."""

    list_display = ("label", "enterprise_name", "action", "ground_text", "state", "answer_by", "due_on")
    list_filter = ("status", "action")
    search_fields = ("certificate__number", "certificate__enterprise__name")
    list_select_related = ("certificate__enterprise", "certificate__application__product")
    ordering = ("-id",)

    @admin.display(description=gettext_lazy("certificate"), ordering="certificate__number")
    def label(self, row: SanctionCase) -> SafeString:
        """Return the number on one line."""
        return format_html('<span class="nowrap">{}</span>', row.certificate.number)

    @admin.display(description=gettext_lazy("holder"), ordering="certificate__enterprise__name")
    def enterprise_name(self, row: SanctionCase) -> str:
        """Return the holder."""
        return str(row.enterprise)

    @admin.display(description=gettext_lazy("ground"), ordering="ground")
    def ground_text(self, row: SanctionCase) -> str:
        """Return the ground in words."""
        return ground_words(row)

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def state(self, row: SanctionCase) -> SafeString:
        """Draw the state."""
        return draw_tag(*self.case_state(row))

    # --- the page of one case ----------------------------------------------------------------
    def case_state(self, row: SanctionCase) -> tuple[str, str]:
        """Return the state in words and its tint."""
        return str(row.get_status_display()), TONES[SanctionStatus(row.status)]

    def case_title(self, row: SanctionCase) -> str:
        """Return sanction and holder."""
        told = {"action": row.get_action_display(), "holder": row.enterprise}
        return _("%(action)s: %(holder)s") % told

    def case_number(self, row: SanctionCase) -> str:
        """Return the printed number of the certificate."""
        return row.certificate.display_number or row.certificate.number

    def case_facts(self, row: SanctionCase) -> list[str]:
        """Return product, ground and when the case was opened."""
        opened = _("opened %(on)s") % {"on": timezone.localdate(row.opened_at)}
        return [str(row.certificate.facts.get("product") or ""), ground_words(row), opened]

    def case_spine(self, row: SanctionCase) -> list[dict[str, Any]]:
        """Return the steps of the case with where it stands; none for one that ended without sanction."""
        if row.status not in NEXT and row.status != S.DELIVERED:
            return []
        needs_check = row.action == Sanction.REVOKE
        steps = [step for step in SPINE if needs_check or step != S.CHECKED]
        here = NEXT.get(SanctionStatus(row.status))
        if here == S.CHECKED and not needs_check:
            here = S.DECIDED
        at = len(steps) if here is None else steps.index(here)
        return [
            {
                "title": STEPS[step],
                "state": "done" if place < at else "current" if place == at else "todo",
            }
            for place, step in enumerate(steps)
        ]

    def case_clock(self, row: SanctionCase) -> dict[str, Any] | None:
        """Return the time to answer while it runs, else until when the office takes the next step."""
        today = timezone.localdate()
        if row.status != S.ANNOUNCED or row.answer_by is None or row.served_on is None:
            return clock_of(row, today=today)
        count = workdays_between(row.served_on, row.answer_by)
        return {
            "label": _("The holder may answer until"),
            "due": row.answer_by,
            "left": terms.workdays_left(row.answer_by, today),
            "tone": "",
            "provisional": row.is_answer_provisional,
            "lines": shown_lines(add_workdays(row.served_on, count).lines) if count else [],
        }

    def case_alerts(self, request: HttpRequest, row: SanctionCase) -> list[dict[str, Any]]:
        """Say what was returned, what waits for the director, and what the case blocks."""
        alerts: list[dict[str, Any]] = []
        if row.status == S.FACTS and row.reason:
            title = _("Returned by the legal reviewer")
            alerts.append({"tone": "amber", "title": title, "text": row.reason})
        if row.is_open and self._is_proposed(row):
            title = _("The decision is proposed: a director approves it on the page of the certificate")
            alerts.append({"tone": "blue", "title": title, "text": ""})
        if row.is_open and row.action == Sanction.REVOKE:
            title = _("While this case is open the certificate can be neither cancelled nor renewed")
            alerts.append({"tone": "blue", "title": title, "text": ""})
        return alerts

    @staticmethod
    def _is_proposed(row: SanctionCase) -> bool:
        wanted = f"certificates.certificate.{row.action}"
        return any(approval.action == wanted for approval in open_approvals(row.certificate))

    def case_people(self, request: HttpRequest, row: SanctionCase) -> list[dict[str, Any]]:
        """Return who opened, served and checked."""
        told = [
            (_("Opened by"), row.opened_by),
            (_("Served by"), row.served_by),
            (_("Legal reviewer"), row.legal_by),
        ]
        return [{"role": role, "name": str(person)} for role, person in told if person]

    def case_sections(self, request: HttpRequest, row: SanctionCase) -> list[dict[str, Any]]:
        """Return facts with evidence, notice, statements, checks and what came of it."""
        sections: list[dict[str, Any]] = [{"title": _("Facts"), "rows": _rows(_facts(row))}]
        files = [file_of(upload) for upload in row.evidence.all()]
        if files:
            sections.append({"title": _("Evidence"), "files": files})
        for statement in row.statements.select_related("stated_by").prefetch_related("evidence"):
            sections.append({"title": _("Statement of the holder"), "rows": _rows(_stated(statement))})
            files = [file_of(upload) for upload in statement.evidence.all()]
            if files:
                sections.append({"title": _("Files of the statement"), "files": files})
        for title, told in ((_("Checks"), _checks(row)), (_("Outcome"), _outcome(row))):
            if rows := _rows(told):
                sections.append({"title": title, "rows": rows})
        return sections

    def case_documents(self, request: HttpRequest, row: SanctionCase) -> list[dict[str, Any]] | None:
        """Lead to the certificate the case is about."""
        certificate = row.certificate
        if not policies.allowed(request.user, "certificates.certificate.view", certificate):
            return None
        url = reverse("admin:certificates_certificate_change", args=[certificate.pk])
        return [{"title": certificate.number, "url": url, "hint": _("the certificate"), "kind": ""}]


def _rows(told: list[tuple[Any, Any]]) -> list[dict[str, Any]]:
    return [{"label": label, "value": str(value)} for label, value in told if value not in (None, "")]


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


def _facts(row: SanctionCase) -> list[tuple[Any, Any]]:
    return [
        (pgettext("sanction case", "Announced"), row.get_action_display()),
        (_("Ground"), ground_words(row)),
        (_("Facts"), row.facts),
        (_("Legal basis"), row.basis),
        (_("served on"), row.served_on),
        (_("answer by"), row.answer_by),
    ]


def _stated(statement: Any) -> list[tuple[Any, Any]]:
    return [
        (pgettext("sanction case", "stated at"), _moment(statement.stated_at)),
        (_("stated by"), statement.stated_by),
        (_("statement"), statement.text),
        (_("hearing"), _("asked to be heard in person") if statement.wants_hearing else ""),
    ]


def _checks(row: SanctionCase) -> list[tuple[Any, Any]]:
    return [
        (_("heard on"), row.hearing_on),
        (_("Record of the hearing"), row.hearing_record),
        (_("Opinion of the legal reviewer"), row.legal_opinion),
        (_("Minutes of the collective discussion"), row.minutes),
    ]


def _outcome(row: SanctionCase) -> list[tuple[Any, Any]]:
    if row.decided_at is None:
        ended = row.status in {S.DROPPED, S.ENDED}
        return [(_("closed at"), _moment(row.closed_at)), (_("reason"), row.reason if ended else "")]
    letter = decision_letter(row)
    logged = f"#{row.log_index}" if row.log_index is not None else _("not yet")
    delivered = _moment(row.closed_at) or _("not yet: enter the delivery of the letter")
    return [
        (_("decided at"), _moment(row.decided_at)),
        (_("reason of the decision"), row.reason),
        (_("letter"), letter.number if letter else ""),
        (_("entry of the public log"), logged),
        (_("delivered at"), delivered),
    ]


def cases_of_certificate(row: Any, user: Any) -> dict[str, Any] | None:
    """Return the sanction cases of a certificate for its page; nothing for whoever may not read them."""
    if not policies.allowed(user, f"{LABEL}.list"):
        return None
    cases = row.sanction_cases.visible_to(user)
    shown = [
        {
            "title": _("%(action)s: %(ground)s")
            % {"action": case.get_action_display(), "ground": ground_words(case)},
            "url": reverse("admin:supervision_sanctioncase_change", args=[case.pk]),
            "hint": f"{timezone.localdate(case.opened_at)}",
            "words": case.get_status_display(),
            "tone": TONES[SanctionStatus(case.status)],
        }
        for case in cases
    ]
    return {"cases": shown} if shown else None


register_panel("certificates.certificate", "supervision/cases.html", cases_of_certificate)
