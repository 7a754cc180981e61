"""Fields that take files; what a file may be is decided when it is stored."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

ACCEPTED = ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"


class FilesInput(forms.FileInput):
    """A field of a page in which several files can be chosen at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return all files of the name."""
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name, [])


class FilesField(forms.FileField):
    """Some files, at most as many as the form says; its value is a list."""

    widget = FilesInput

    def __init__(self, *, most: int = 5, **kwargs: Any) -> None:
        """Say how many are taken."""
        self.most = most
        kwargs.setdefault("help_text", gettext_lazy("PDF, JPEG or PNG, up to 20 MB each."))
        kwargs.setdefault("widget", FilesInput(attrs={"accept": ACCEPTED}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the files; empty ones are refused by the store, which names the cause."""
        files: Sequence[Any] = [file for file in data or [] if file]
        if self.required and not files:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(files) > self.most:
            raise ValidationError(_("Choose at most %(most)s files.") % {"most": self.most})
        return files
