"""Taking the files of a form: each is looked at before it is kept, and each refusal is told at its field."""

from typing import Final

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from brandcert.core.throttling import Limit
from brandcert.documents.models import Upload
from brandcert.documents.services import UploadRefused, store_upload

# Sendings per person: three applications with all their files fit in an hour, a machine that fills the disk does not.
UPLOADS: Final = Limit("uploads", most=600, per=3600)
# Letters to the office: messages, statements, appeals, requests.
LETTERS: Final = Limit("letters", most=60, per=3600)


def stored(request: HttpRequest, form: forms.Form, name: str) -> list[Upload] | None:
    """Return the files of the field, kept; None when one was refused, which the form then says."""
    kept: list[Upload] = []
    faults: list[str] = []
    for file in form.cleaned_data.get(name) or []:
        try:
            kept.append(store_upload(file=file, name=file.name or "", by=request.user))
        except UploadRefused as refusal:
            faults.append(_("%(name)s: %(reason)s") % {"name": file.name, "reason": refusal})
    for fault in faults:
        form.add_error(name, fault)
    return None if faults else kept
