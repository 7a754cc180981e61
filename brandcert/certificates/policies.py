"""Who issues, suspends, revokes and reads certificates."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.policies import (
    is_auditor,
    is_clerk,
    is_director,
    is_issuer,
    is_legal,
    is_secadmin,
    is_supervisor,
)
from brandcert.applications.policies import is_no_auditor
from brandcert.certificates.models import Certificate, IssueBatch
from brandcert.core.history import has_done
from brandcert.core.policies import allowed, anyone, either, extend, predicate, register, system_only
from brandcert.documents.models import LetterQuerySet, Upload
from brandcert.enterprises.policies import is_member, is_owner


@predicate(_("Whoever proposed the issue may not approve it."))
def has_not_proposed_issue(user: Any, certificate: Certificate | None) -> bool:
    """Say whether someone else proposed to issue the certificate."""
    return certificate is None or not has_done(user, "propose_issue", certificate)


@predicate(_("Whoever ordered the suspension alone may not ratify it."))
def has_not_ordered(user: Any, certificate: Certificate | None) -> bool:
    """Say whether someone else suspended the certificate at once."""
    return certificate is None or not has_done(user, "suspend_at_once", certificate)


@predicate(_("Whoever proposed the list may not approve it."))
def has_not_proposed_list(user: Any, batch: IssueBatch | None) -> bool:
    """Say whether someone else proposed the list."""
    return batch is None or batch.proposed_by_id != getattr(user, "pk", None)


_READS = either(
    _("Only the staff who deal with certificates see this."),
    is_issuer,
    is_supervisor,
    is_director,
    is_clerk,
    is_legal,
    is_auditor,
)
_RUNS = either(_("Only the issuing officer and the director do this."), is_issuer, is_director)
register(
    "certificates.issuebatch",
    {
        "view": _READS,
        "check_off": system_only,
        "try_again": is_issuer,
        "approve": (is_director, has_not_proposed_list),
        "decline": is_director,
        "cancel": _RUNS,
        "pause": _RUNS,
        "resume": _RUNS,
        "stop": system_only,
        "complete": system_only,
    },
    grave=("approve",),
)
# Any of five roles stops everything at once; the issuing officer asks to go on, a director agrees.
register(
    "certificates.halt",
    {
        "view": either(_("Only the staff who deal with certificates see this."), _READS, is_secadmin),
        "halt": either(
            _(
                "Only clerks, issuing officers, directors, supervision and the security administrator may halt issuing."
            ),
            is_clerk,
            is_issuer,
            is_director,
            is_supervisor,
            is_secadmin,
        ),
        "propose_lift": is_issuer,
        "lift": is_director,
    },
)
register("certificates.signingkey", {"keep": system_only})
register("certificates.publishedkey", {"keep": system_only})
register(
    "certificates.certificate",
    {
        "view": either(
            _("Only the holder and the staff who deal with certificates see this."),
            is_member,
            is_issuer,
            is_supervisor,
            is_director,
            is_clerk,
            is_legal,
            is_auditor,
        ),
        "download": either(
            _("Only the holder and the staff who deal with certificates may download it."),
            is_member,
            is_issuer,
            is_supervisor,
            is_director,
            is_clerk,
            is_legal,
            is_auditor,
        ),
        "export": is_issuer | is_supervisor | is_director | is_auditor,
        "verify": anyone,
        "create": system_only,
        "propose_issue": is_issuer,
        "approve_issue": (is_director, has_not_proposed_issue),
        "number": (is_director, has_not_proposed_issue),
        "decline_issue": is_director,
        "retry_issue": is_issuer,
        "leave_out": is_issuer,
        "issue": system_only,
        "propose_void": is_issuer,
        "void": is_director,
        "propose_suspend": is_supervisor,
        "suspend": is_director,
        "suspend_at_once": is_supervisor,
        "ratify": (is_director, has_not_ordered),
        "flag_unratified": system_only,
        "show_mending": is_member,
        "return_mending": is_supervisor,
        "propose_reinstate": is_supervisor,
        "reinstate": is_director,
        "propose_revoke": is_supervisor,
        "revoke": is_director,
        "propose_quash": is_supervisor,
        "quash": is_director,
        "request_cancel": is_owner,
        "propose_cancel": is_supervisor,
        "cancel": is_director,
        "expire": system_only,
        "remind_expiry": system_only,
        "request_change": is_member,
        "withdraw_request": is_member,
        "renew": is_member,
        "confirm_copied": is_member,
        "refuse_change": is_issuer,
        "refuse_cancel": is_supervisor,
        "grant_change": is_issuer,
        "give_up_successor": is_issuer,
        "use_mark": is_member,
        "propose_supersede": is_issuer,
        "supersede": system_only,
    },
    grave=(
        "approve_issue",
        "suspend_at_once",
        "propose_suspend",
        "propose_revoke",
        "propose_quash",
        "propose_cancel",
    ),
)


def _certificates_of(upload: Upload) -> models.QuerySet[Certificate]:
    """Return the certificates the file is evidence for: with a request, a mending."""
    return Certificate.objects.filter(
        models.Q(change_requests__evidence=upload) | models.Q(mendings__evidence=upload)
    )


@predicate(_("You may not read this file."))
def reads_evidence_of_holder(user: Any, upload: Upload | None) -> bool:
    """Say whether the file is evidence for a certificate the person may see."""
    return upload is not None and any(
        allowed(user, "certificates.certificate.view", row) for row in _certificates_of(upload).distinct()
    )


extend("documents.upload.view", (is_no_auditor, reads_evidence_of_holder))


@predicate(_("You may not read this letter."))
def reads_letter_of_certificate(user: Any, letter: Any) -> bool:
    """Say whether the letter is about a certificate the person may see."""
    if letter is None or letter.case_type != "certificates.certificate":
        return False
    row = Certificate.objects.filter(pk=letter.case_id).first()
    return row is not None and allowed(user, "certificates.certificate.view", row)


def _letters(user: Any) -> models.Q:
    """Return the letters about certificates the person sees; the query twin of `reads_letter_of_certificate`."""
    rows = Certificate.objects.visible_to(user).order_by().values("pk")
    return models.Q(case_type="certificates.certificate", case_id__in=rows)


extend("documents.letter.view", reads_letter_of_certificate)
LetterQuerySet.scopes.append(_letters)
