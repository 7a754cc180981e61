"""Fields that take long text."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _


class LongText(forms.CharField):
    """Text of several lines with a limit that is told, never cut: a browser shortens what is pasted without a word."""

    def __init__(self, *, rows: int, most: int, **kwargs: Any) -> None:
        """Draw `rows` lines and take at most `most` characters."""
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)
        self.most = most

    def to_python(self, value: Any) -> str:
        """Count the end of a line once, however the browser sends it."""
        return str(super().to_python(value) or "").replace("\r\n", "\n")

    def validate(self, value: Any) -> None:
        """Refuse what is too long, with both numbers."""
        super().validate(value)
        if len(value) > self.most:
            raise forms.ValidationError(
                _("Use at most %(limit)d characters; there are %(count)d now.")
                % {"limit": self.most, "count": len(value)},
                code="max_length",
            )
