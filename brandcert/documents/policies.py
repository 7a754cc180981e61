"""Who may hand in and read files; the apps that know what a file is evidence of admit further readers."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from brandcert.accounts.policies import (
    is_auditor,
    is_clerk,
    is_committee,
    is_director,
    is_legal,
    is_recommender,
    is_secretary,
    is_supervisor,
    is_sysadmin,
)
from brandcert.core.policies import allowed, anyone, extend, is_active, predicate, register, system_only
from brandcert.documents.enums import Audience
from brandcert.documents.models import Letter, LetterDelivery, LetterTemplate, Upload


@predicate(_("You may not read this file."))
def is_uploader(user: Any, upload: Upload | None) -> bool:
    """Say whether the person handed the file in."""
    return upload is not None and upload.uploaded_by_id is not None and upload.uploaded_by_id == user.pk


@predicate(_("You may not read this file."))
def reads_proof(user: Any, upload: Upload | None) -> bool:
    """Say whether the file proves the delivery of a letter that the person of the staff reads."""
    if upload is None or not user.is_staff:
        return False
    rows = LetterDelivery.objects.filter(proof=upload).select_related("letter")
    return any(
        allowed(user, "documents.letter.view", row.letter)
        and allowed(user, "documents.letter.read", row.letter)
        for row in rows
    )


register(
    "documents.upload",
    {"create": is_active, "receive": anyone, "view": is_uploader, "remove_unused": system_only},
)
extend("documents.upload.view", reads_proof)


@predicate(_("You may not read this letter."))
def is_nobody_yet(_user: Any, _letter: Any) -> bool:
    """Refuse: the apps that know the cases say who reads the letters about them."""
    return False


@predicate(_("This letter names a person whose name is secret."))
def names_no_person(_user: Any, letter: Letter | None) -> bool:
    """Say whether the letter went to an enterprise; what a letter to a person says is opened by the app that knows him."""
    return letter is None or letter.audience == Audience.ENTERPRISE


@predicate(_("A second person puts a text in force, not the one who wrote it."))
def has_not_written(user: Any, template: LetterTemplate | None) -> bool:
    """Say whether somebody else wrote the version."""
    return template is None or template.written_by_id != user.pk


register(
    "documents.letter",
    {
        "view": is_nobody_yet,
        # What a letter says, for those who may know that it exists.
        "read": names_no_person,
        "list": is_recommender
        | is_clerk
        | is_secretary
        | is_committee
        | is_director
        | is_supervisor
        | is_legal
        | is_auditor,
        "write": system_only,
        "make": system_only,
        "open": is_active,
        "deliver": is_recommender | is_clerk | is_secretary,
        "retry": is_clerk | is_sysadmin,
    },
)
register(
    "documents.lettertemplate",
    {
        "view": is_clerk | is_secretary | is_director | is_legal | is_auditor | is_sysadmin,
        "write": is_clerk | is_secretary | is_legal,
        "put_in_force": (is_clerk | is_director | is_legal, has_not_written),
    },
)
