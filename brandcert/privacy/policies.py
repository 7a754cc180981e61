"""Who may ask, and who answers: a clerk, who knows the cases and may see contact data, never about himself."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from brandcert.accounts.policies import is_auditor, is_clerk
from brandcert.core.policies import either, is_active, predicate, register
from brandcert.privacy.models import PersonalRequest


@predicate(_("This concerns somebody else's data."))
def is_own(user: Any, asked: PersonalRequest | None) -> bool:
    """Say whether the request is about the person who looks."""
    return asked is not None and asked.person_id == user.pk


@predicate(_("Nobody decides about a request of his own."))
def is_not_own(user: Any, asked: PersonalRequest | None) -> bool:
    """Say whether the request is somebody else's."""
    return asked is None or asked.person_id != user.pk


register(
    "privacy.personalrequest",
    {
        "view": either(
            _("Only the person, a clerk and the auditor read this."), is_own, is_clerk, is_auditor
        ),
        "list": is_clerk | is_auditor,
        "ask": is_active,
        "copy": is_own,
        "carry_out": (is_clerk, is_not_own),
        "refuse": (is_clerk, is_not_own),
    },
)
