"""The words of the portal for states, events and grounds: told to the enterprise, not to the staff."""

from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from brandcert.applications.enums import Stage, Status
from brandcert.certificates.enums import CancelGround, RevocationGround, SuspensionGround
from brandcert.certificates.models import PriorNotice
from brandcert.programs.models import DocumentRequirement

STAGES: Final[dict[Stage, str | Promise]] = {
    Stage.SUBMITTED: lazy("Application"),
    Stage.EXPERT_REVIEW: lazy("Expert review"),
    Stage.INSPECTION: lazy("On-site inspection"),
    Stage.AWARDED: lazy("Award"),
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
    "create": (lazy("Draft begun"), ""),
    "submit": (lazy("Application handed in"), ""),
    "request_correction": (lazy("Correction requested"), "amber"),
    "resubmit": (lazy("Correction handed in"), ""),
    "lapse": (lazy("Ended: the correction did not come in time"), "red"),
    "recommend": (lazy("Recommended by the unit"), ""),
    "refuse_recommendation": (lazy("Not recommended"), "red"),
    "accept": (lazy("Accepted for review"), ""),
    "refuse_acceptance": (lazy("Not accepted"), "red"),
    "appoint_panel": (lazy("Expert panel appointed"), ""),
    "finish_review": (lazy("Expert review finished"), ""),
    "reject_below_gate": (lazy("Not awarded: the score is below the gate"), "red"),
    "plan_inspection": (lazy("Inspection planned"), ""),
    "order_rectification": (lazy("Rectification ordered"), "amber"),
    "answer_rectification": (lazy("Rectification answered"), ""),
    "verify_rectification": (lazy("Rectification verified"), ""),
    "finish_inspection": (lazy("Inspection finished"), ""),
    "reject_after_inspection": (lazy("Not awarded after the inspection"), "red"),
    "open_notice": (lazy("Public notice opened"), ""),
    "reject_or_defer": (lazy("Not awarded by the committee"), "red"),
    "hold_for_objection": (lazy("Objection being examined"), "amber"),
    "dismiss_objection": (lazy("Objection dismissed"), ""),
    "uphold_objection": (lazy("Not awarded: an objection was upheld"), "red"),
    "award": (lazy("Awarded"), "green"),
    "withdraw": (lazy("Withdrawn"), ""),
    "withdraw_late": (lazy("Withdrawn with consent"), ""),
    "reject_for_fraud": (lazy("Not awarded"), "red"),
    "reopen": (lazy("Taken up again after an appeal"), ""),
    "void_and_rescore": (lazy("Returned to the expert review"), "amber"),
}
# What the enterprise waits for in each state, said together with the date that was promised.
AWAITED: Final[dict[str, str | Promise]] = {
    Status.SUBMITTED: lazy("Opinion of the recommending unit"),
    Status.CORRECTION: lazy("Your correction"),
    Status.RECOMMENDED: lazy("Decision on acceptance"),
    Status.EXPERT_REVIEW: lazy("End of the expert review"),
    Status.INSPECTION: lazy("End of the inspection"),
    Status.RECTIFICATION: lazy("Your rectification"),
    Status.PUBLIC_NOTICE: lazy("End of the public notice"),
}
NOW: Final[dict[str, str | Promise]] = {
    Status.SUBMITTED: lazy("The recommending unit looks at your application. You need not do anything."),
    Status.RECOMMENDED: lazy("The province checks the conditions. You need not do anything."),
    Status.ACCEPTED: lazy("Your application is accepted. A panel of experts is being drawn."),
    Status.EXPERT_REVIEW: lazy("Experts judge your application independently of each other."),
    Status.REVIEW_DONE: lazy("The review is finished. The next step is being prepared."),
    Status.INSPECTION: lazy("Inspectors will visit you. Keep the originals of your documents at hand."),
    Status.DELIBERATION: lazy("The committee discusses your application."),
    Status.PUBLIC_NOTICE: lazy("Your name is published. Anyone may object until the notice ends."),
    Status.OBJECTION: lazy("An objection to your application is being examined. You will be told the facts."),
}


def event_words(name: str) -> tuple[str, str] | None:
    """Return title and tint of an event told to enterprises; None for what is not told."""
    found = EVENTS.get(name.rpartition(".")[2])
    return (str(found[0]), found[1]) if found else None


def ground_words(notice: PriorNotice) -> str:
    """Return the ground of a prior notice in words."""
    grounds = [*SuspensionGround.choices, *RevocationGround.choices, *CancelGround.choices]
    return str(dict(grounds).get(notice.ground, notice.ground))


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
