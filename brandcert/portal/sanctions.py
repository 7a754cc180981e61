"""How a case against a certificate becomes what the pages of the portal draw."""

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from brandcert.core import policies, workdays
from brandcert.portal.presentation import file_line
from brandcert.supervision.enums import ANSWERABLE, Sanction, SanctionStatus
from brandcert.supervision.models import SanctionCase
from brandcert.supervision.policies import LABEL
from brandcert.supervision.queries import decision_letter

S: Final = SanctionStatus


def notice_line(case: SanctionCase) -> dict[str, Any]:
    """Return a case as the page of its certificate lists it."""
    words, tone = state_of(case)
    return {"row": case, "words": words, "tone": tone, "is_to_answer": case.status == S.ANNOUNCED}


def state_of(case: SanctionCase) -> tuple[str, str]:
    """Return where the case stands for the holder, and its tint."""
    if case.status == S.ANNOUNCED:
        return _("To be answered"), "amber"
    if case.status == S.HEARING:
        return _("Hearing to be held"), "blue"
    if case.status == S.DROPPED:
        return _("Closed without sanction"), "grey"
    if case.decided_at is not None:
        return pgettext("sanction case", "Decided"), "red"
    if case.status == S.ENDED:
        return pgettext("case", "Closed"), "grey"
    return (_("Answered"), "blue") if case.statements.all() else (_("Being decided"), "blue")


def statements_of(case: SanctionCase) -> list[dict[str, Any]]:
    """Return what the holder stated, each with its files, as receipts."""
    rows = case.statements.select_related("stated_by").prefetch_related("evidence")
    return [{"row": row, "files": [file_line(upload) for upload in row.evidence.all()]} for row in rows]


def may_state(case: SanctionCase, user: Any) -> bool:
    """Say whether the person may answer now."""
    return case.status in ANSWERABLE and policies.allowed(user, f"{LABEL}.answer", case)


def outcome_of(case: SanctionCase) -> dict[str, str] | None:
    """Return what came of the case as a notice; None while it is open."""
    if case.status == S.DROPPED:
        text = _("What was announced is not done: %(reason)s") % {"reason": case.reason}
        return {"tone": "green", "title": _("The case is closed without sanction"), "text": text}
    if case.status == S.ENDED:
        text = _("The certificate ended before it was decided. No sanction follows.")
        return {"tone": "blue", "title": _("This case is closed"), "text": text}
    if case.decided_at is None:
        return None
    letter = decision_letter(case)
    number = _("Letter: %(number)s") % {"number": letter.number} if letter else ""
    text = _("The page of the certificate says what holds now and what you can do about it.")
    reason = _("Reason: %(reason)s") % {"reason": case.reason}
    return {"tone": "red", "title": _("It was decided"), "text": f"{reason} {text} {number}".strip()}


def counted_days(case: SanctionCase) -> list[dict[str, Any]]:
    """Return the days from the service of the notice to the last day to answer, with the count each got."""
    if case.served_on is None or case.answer_by is None:
        return []
    count = workdays.workdays_between(case.served_on, case.answer_by)
    lines = workdays.add_workdays(case.served_on, count).lines if count else ()
    return [{"date": line.day, "text": _line(line)} for line in lines]


def steps_of(case: SanctionCase) -> list[str]:
    """Return what happens between the announcement and the decision, and what either decision means."""
    program = case.certificate.category.program
    steps = [
        _(
            "You may answer in writing, with files, until %(date)s, or ask to be heard in person. Until the decision the certificate stays as it is."
        )
        % {"date": case.answer_by},
        _(
            "From the day after, or once you were heard, it may be decided, also without an answer. What you say in your defense never makes the sanction heavier."
        ),
    ]
    if case.action == Sanction.REVOKE:
        return [
            *steps,
            _(
                "A legal reviewer who did not investigate the case gives an opinion, and the case is discussed collectively."
            ),
            _("A director decides: the case is closed with its reason, or the certificate is revoked."),
            _(
                "Revoked, it has ended for good: the mark comes off at once, and your enterprise may not apply for %(years)s years. Until the decision it cannot be renewed or cancelled."
            )
            % {"years": program.bar_years},
            _after_decision(),
        ]
    return [
        *steps,
        _("A director decides: the case is closed with its reason, or the certificate is suspended."),
        ngettext(
            "Suspended, it is not valid for up to %(months)s month: the mark comes off at once. Corrected in time it is valid again with the same number and last day; otherwise it is revoked.",
            "Suspended, it is not valid for up to %(months)s months: the mark comes off at once. Corrected in time it is valid again with the same number and last day; otherwise it is revoked.",
            program.suspension_months,
        )
        % {"months": program.suspension_months},
        _after_decision(),
    ]


def _after_decision() -> str:
    return _(
        "You are told the decision with facts, basis and remedies. You can then apply for administrative reconsideration within 60 days, or bring an action before the court within six months."
    )


def _line(line: workdays.Line) -> str:
    if line.counted is not None:
        return _("working day %(n)s") % {"n": line.counted}
    return _(line.name) if line.name else _("weekend")
