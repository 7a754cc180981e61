"""The words of the portal for states, events and grounds: told to the enterprise, not to the staff."""

import datetime
from collections.abc import Sequence
from typing import Any, Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from brandcert.applications.enums import Stage, Status
from brandcert.awards.models import Appeal
from brandcert.certificates.enums import CancelGround, ChangeKind, RevocationGround, SuspensionGround
from brandcert.programs.models import DocumentRequirement

STAGES: Final[dict[Stage, str | Promise]] = {
    Stage.SUBMITTED: gettext_lazy("Application"),
    Stage.EXPERT_REVIEW: gettext_lazy("Expert review"),
    Stage.INSPECTION: gettext_lazy("On-site inspection"),
    Stage.AWARDED: gettext_lazy("Award"),
}
# Which event opened which stage.
OPENED_BY: Final = {
    Stage.SUBMITTED: "submit",
    Stage.EXPERT_REVIEW: "appoint_panel",
    Stage.INSPECTION: "plan_inspection",
    Stage.AWARDED: "award",
}
# Events an enterprise is told of, with the tint of their point; what is not listed stays with the staff.
EVENTS: Final[dict[str, tuple[str | Promise, str]]] = {
    "create": (gettext_lazy("Draft begun"), ""),
    "submit": (gettext_lazy("Application handed in"), ""),
    "request_correction": (gettext_lazy("Correction requested"), "amber"),
    "resubmit": (gettext_lazy("Correction handed in"), ""),
    "lapse": (gettext_lazy("Ended: the correction did not come in time"), "red"),
    "recommend": (gettext_lazy("Recommended by the unit"), ""),
    "refuse_recommendation": (gettext_lazy("Not recommended"), "red"),
    "accept": (gettext_lazy("Accepted for review"), ""),
    "refuse_acceptance": (gettext_lazy("Not accepted"), "red"),
    "appoint_panel": (gettext_lazy("Expert panel appointed"), ""),
    "finish_review": (gettext_lazy("Expert review finished"), ""),
    "reject_below_gate": (gettext_lazy("Not awarded: the score is below the gate"), "red"),
    "plan_inspection": (gettext_lazy("Inspection planned"), ""),
    "order_rectification": (gettext_lazy("Rectification ordered"), "amber"),
    "answer_rectification": (gettext_lazy("Rectification answered"), ""),
    "plan_rectification": (gettext_lazy("Plan of the rectification handed in"), ""),
    "sign_visit": (gettext_lazy("Report of the inspection signed or refused by you"), ""),
    "confirm_visit": (gettext_lazy("Day of the visit confirmed"), ""),
    "ask_other_visit": (gettext_lazy("Another day of the visit asked for"), ""),
    "decide_visit_date": (gettext_lazy("Day of the visit decided"), ""),
    "recount": (gettext_lazy("Date counted again by the new calendar"), ""),
    "republish": (gettext_lazy("Published again, corrected"), "blue"),
    "recount_plan": (gettext_lazy("Date counted again by the new calendar"), ""),
    "flag_short_notice": (gettext_lazy("Notice of the visit too short by the new calendar"), ""),
    "verify_rectification": (gettext_lazy("Rectification verified"), ""),
    "finish_inspection": (gettext_lazy("Inspection finished"), ""),
    "reject_after_inspection": (gettext_lazy("Not awarded after the inspection"), "red"),
    "open_notice": (gettext_lazy("Public notice opened"), ""),
    "reject_or_defer": (gettext_lazy("Not awarded by the committee"), "red"),
    "hold_for_objection": (gettext_lazy("Objection being examined"), "amber"),
    "dismiss_objection": (gettext_lazy("Objection dismissed"), ""),
    "uphold_objection": (gettext_lazy("Not awarded: an objection was upheld"), "red"),
    "award": (gettext_lazy("Awarded"), "green"),
    "withdraw": (gettext_lazy("Withdrawn"), ""),
    "withdraw_late": (gettext_lazy("Withdrawn with consent"), ""),
    "reject_for_fraud": (gettext_lazy("Not awarded"), "red"),
    "reopen": (gettext_lazy("Taken up again after an appeal"), ""),
    "void_and_rescore": (gettext_lazy("Returned to the expert review"), "amber"),
}
# What the enterprise waits for in each state, said together with the date that was promised.
AWAITED: Final[dict[str, str | Promise]] = {
    Status.SUBMITTED: gettext_lazy("Opinion of the recommending unit"),
    Status.CORRECTION: gettext_lazy("Your correction"),
    Status.RECOMMENDED: gettext_lazy("Decision on acceptance"),
    Status.ACCEPTED: gettext_lazy("Panel of experts appointed"),
    Status.EXPERT_REVIEW: gettext_lazy("End of the expert review"),
    Status.INSPECTION: gettext_lazy("End of the inspection"),
    Status.RECTIFICATION: gettext_lazy("Your rectification"),
    Status.PUBLIC_NOTICE: gettext_lazy("End of the public notice"),
    Status.OBJECTION: gettext_lazy("End of the examination of the objection"),
}
NOW: Final[dict[str, str | Promise]] = {
    Status.SUBMITTED: gettext_lazy(
        "The recommending unit looks at your application. You need not do anything."
    ),
    Status.RECOMMENDED: gettext_lazy("The province checks the conditions. You need not do anything."),
    Status.ACCEPTED: gettext_lazy("Your application is accepted. A panel of experts is being drawn."),
    Status.EXPERT_REVIEW: gettext_lazy("Experts judge your application independently of each other."),
    Status.REVIEW_DONE: gettext_lazy("The review is finished. The next step is being prepared."),
    Status.INSPECTION: gettext_lazy(
        "Inspectors will visit you. Keep the originals of your documents at hand."
    ),
    Status.DELIBERATION: gettext_lazy("The committee discusses your application."),
    Status.PUBLIC_NOTICE: gettext_lazy("Your name is published. Anyone may object until the notice ends."),
    Status.OBJECTION: gettext_lazy(
        "An objection to your application is being examined. You will be told the facts."
    ),
}


def term_words(stage: Stage, days: int) -> str:
    """Return how long a stage ahead takes; before the award its term is that of the public notice."""
    if stage == Stage.AWARDED:
        return _("public notice: %(days)d working days") % {"days": days}
    return _("up to %(days)d working days") % {"days": days}


def event_words(name: str) -> tuple[str, str] | None:
    """Return title and tint of an event told to enterprises; None for what is not told."""
    found = EVENTS.get(name.rpartition(".")[2])
    return (str(found[0]), found[1]) if found else None


def grounds() -> dict[str, Any]:
    """Return the words of every ground on which the state of a certificate changes."""
    kinds = (SuspensionGround, RevocationGround, CancelGround, ChangeKind)
    return {value: label for kind in kinds for value, label in kind.choices}


def is_english() -> bool:
    """Say whether the page is being drawn in English."""
    return (get_language() or "").startswith("en")


def title_of_document(row: DocumentRequirement) -> str:
    """Return the title of a required document in the reader's language."""
    return row.title_en if is_english() and row.title_en else row.title


def hint_of(row: DocumentRequirement) -> str:
    """Return the hint of a required document in the reader's language."""
    return row.hint_en if is_english() and row.hint_en else row.hint


def remedy_words(application: Any) -> str:
    """Return what the enterprise can do about a dead end."""
    remedies = {
        Status.WITHDRAWN: _("You can apply again while a batch is open."),
        Status.LAPSED: _("You can appeal, or apply again while a batch is open."),
        Status.NOT_ACCEPTED: _("You can appeal, or put right what is missing and apply again."),
        Status.REJECTED: _("You can appeal within the time stated, or apply again in a later batch."),
    }
    return remedies.get(application.status, "")


def remedies(application: Any, *, deadline: datetime.date | None, appeals: Sequence[Appeal]) -> str:
    """Return what the enterprise can do about a dead end and until when; after its appeal, how that stands."""
    if appeals and appeals[0].outcome:
        return ""
    if appeals and appeals[0].due_on is None:
        return _("Your appeal came late; the director decides whether it is heard.")
    if appeals and appeals[0].due_on:
        told = {
            "filed": timezone.localdate(appeals[0].filed_at).isoformat(),
            "due": appeals[0].due_on.isoformat(),
        }
        return _("Your appeal was filed on %(filed)s; it is decided by %(due)s.") % told
    words = [remedy_words(application)]
    if deadline:
        words.append(_("An appeal is possible until %(date)s.") % {"date": deadline.isoformat()})
    return " ".join(part for part in words if part)
