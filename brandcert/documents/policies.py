"""Who may hand in and read files; the apps that know what a file is evidence of admit further readers."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from brandcert.core.policies import is_active, predicate, register, system_only
from brandcert.documents.models import Upload


@predicate(_("You may not read this file."))
def is_uploader(user: Any, upload: Upload | None) -> bool:
    """Say whether the person handed the file in."""
    return upload is not None and upload.uploaded_by_id == user.pk


register("documents.upload", {"create": is_active, "view": is_uploader, "remove_unused": system_only})
