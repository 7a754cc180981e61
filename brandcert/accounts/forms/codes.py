"""Forms that take the code which was just sent by mail or text message."""

from typing import Any

from allauth.account import forms as stock
from django import forms
from django.utils.translation import pgettext_lazy


class _SentCode(forms.Form):
    """What the three have in common: the code is called what everybody calls it, and digits are offered on a phone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the field."""
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = pgettext_lazy("sent by mail or text message", "Verification code")
        field.widget.attrs.pop("placeholder", None)
        field.widget.attrs["inputmode"] = "numeric"


class EmailCodeForm(_SentCode, stock.ConfirmEmailVerificationCodeForm):  # type: ignore[misc] # allauth has no types
    """Confirms an address."""


class PhoneCodeForm(_SentCode, stock.VerifyPhoneForm):  # type: ignore[misc] # allauth has no types
    """Confirms a number."""


class ResetCodeForm(_SentCode, stock.ConfirmPasswordResetCodeForm):  # type: ignore[misc] # allauth has no types
    """Lets somebody choose a new password."""
