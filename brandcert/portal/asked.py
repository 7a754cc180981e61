"""How what was asked about a certificate becomes what the pages of the portal draw."""

from collections.abc import Iterable
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from brandcert.accounts.models import User
from brandcert.certificates.enums import (
    FACE_CHANGES,
    CertificateStatus,
    ChangeKind,
    RequestOutcome,
)
from brandcert.certificates.models import ChangeRequest
from brandcert.certificates.queries import WORDS
from brandcert.core import policies

LABEL: Final = "certificates.certificate"
OUTCOMES: Final = {
    RequestOutcome.GRANTED: "green",
    RequestOutcome.REFUSED: "red",
    RequestOutcome.WITHDRAWN: "grey",
}


def request_lines(requests: Iterable[ChangeRequest]) -> list[dict[str, Any]]:
    """Return the requests as the page of the certificate lists them."""
    return [request_line(asked) for asked in requests]


def request_line(asked: ChangeRequest) -> dict[str, Any]:
    """Return kind, date, state in words and tint, and where to read more."""
    is_renewal = asked.kind == ChangeKind.RENEWAL
    name = "certificate_renew" if is_renewal else "certificate_request"
    args = [asked.certificate_id] if is_renewal else [asked.certificate_id, asked.pk]
    words, tone = _state_of(asked)
    return {
        "title": asked.get_kind_display(),
        "url": reverse(f"portal:{name}", args=args),
        "at": asked.requested_at,
        "words": words,
        "tone": tone,
        "reason": asked.reason,
    }


def _state_of(asked: ChangeRequest) -> tuple[str, str]:
    if asked.outcome == RequestOutcome.GRANTED and asked.kind != ChangeKind.CANCEL:
        successor = asked.successor
        if successor is not None and successor.number and successor.status != CertificateStatus.DRAFT:
            return _("replaced by %(number)s") % {"number": successor.number}, "green"
        return _("granted, the new certificate is being made"), "blue"
    if asked.outcome:
        return asked.get_outcome_display(), OUTCOMES[RequestOutcome(asked.outcome)]
    if asked.kind == ChangeKind.RENEWAL and asked.application is not None:
        return asked.application.get_status_display(), "blue"
    return _("being decided"), "amber"


def outcome_of(asked: ChangeRequest) -> dict[str, str]:
    """Return where the request stands as a notice: tint, title, what happens next or can be done, and a link on."""
    if asked.is_open:
        return {"tone": "blue", "title": _("Your request is being decided"), "text": _next_step(asked)}
    if asked.outcome == RequestOutcome.REFUSED:
        return _refused(asked)
    if asked.outcome == RequestOutcome.WITHDRAWN:
        text = _("Nothing has changed. You can ask again at any time while the certificate lasts.")
        return {"tone": "blue", "title": _("You withdrew this request"), "text": text}
    if asked.kind == ChangeKind.CANCEL:
        text = _(
            "The register shows it as cancelled from that moment on; the mark must not be used any more."
        )
        return {"tone": "green", "title": _("The certificate has been cancelled"), "text": text}
    return _granted(asked)


def _next_step(asked: ChangeRequest) -> str:
    if asked.kind == ChangeKind.CANCEL:
        return _(
            "The supervision looks at it and the director approves. You will be told; until then the certificate and its mark stay as they are, and you can take the request back."
        )
    return _(
        "The issuing officer compares it with your files and the director approves the new certificate. You will be told; until then this certificate and its mark stay as they are, and you can take the request back."
    )


def _refused(asked: ChangeRequest) -> dict[str, str]:
    ended = _("The certificate ended before it was decided.")
    if not asked.reason:
        return {"tone": "red", "title": _("Your request was refused"), "text": ended}
    remedy = _(
        "You can put right what is missing and ask again. If you disagree, you can apply for administrative reconsideration within 60 days, or bring an action before the court within six months."
    )
    return {
        "tone": "red",
        "title": _("Your request was refused"),
        "text": _("Reason: %(reason)s") % {"reason": asked.reason},
        "deadline": remedy,
    }


def _granted(asked: ChangeRequest) -> dict[str, str]:
    new = asked.successor
    if new is None or not new.number or new.status == CertificateStatus.DRAFT:
        text = _("This one stays valid until the new one is issued; you will be told.")
        return {"tone": "green", "title": _("Granted: the new certificate is being made"), "text": text}
    return {
        "tone": "green",
        "title": _("Granted: %(number)s has taken the place of this certificate") % {"number": new.number},
        "text": _("Its last day is the same. Exchange documents and mark files for the new ones."),
        "url": reverse("portal:certificate", args=[new.pk]),
        "label": _("To the new certificate"),
    }


def difference_of(asked: ChangeRequest) -> list[dict[str, Any]]:
    """Return what the face says and what it shall say, fact by fact."""
    if asked.kind not in FACE_CHANGES:
        return []
    facts = asked.certificate.facts
    return [
        {"label": WORDS.get(name, name), "before": facts.get(name, ""), "after": value}
        for name, value in asked.values.items()
    ]


def may_withdraw(asked: ChangeRequest, user: User) -> bool:
    """Say whether the person may take the request back now."""
    if not asked.is_open or asked.kind == ChangeKind.RENEWAL:
        return False
    action = "request_cancel" if asked.kind == ChangeKind.CANCEL else "request_change"
    return policies.allowed(user, f"{LABEL}.{action}", asked.certificate)
