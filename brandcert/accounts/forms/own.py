"""Forms of one's own account: name, address, passkeys and codes."""

from typing import Any, ClassVar

from allauth.account import forms as stock
from allauth.mfa.base import forms as factors
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkeys
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.accounts.forms.entrance import LONGEST_CONTACT, LONGEST_NAME
from brandcert.core.lettering import plain

LONGEST_KEY_NAME = 40


class ChangeEmailForm(stock.AddEmailForm):  # type: ignore[misc] # allauth has no types
    """The address that shall take the place of the present one."""

    personal: ClassVar = {"email": "account.emailaddress"}
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what happens next."""
        super().__init__(*args, **kwargs)
        self.fields["email"] = forms.CharField(
            label=_("New e-mail"),
            help_text=_("We send a code there. Until you have entered it nothing changes."),
            max_length=LONGEST_CONTACT,
            widget=forms.TextInput(
                attrs={
                    "autocomplete": "email",
                    "inputmode": "email",
                    "autocapitalize": "none",
                    "spellcheck": "false",
                }
            ),
        )

    def clean_email(self) -> str:
        """Refuse what is no address in our words, then as the stock form."""
        text = self.cleaned_data["email"].strip().lower()
        try:
            validate_email(text)
        except ValidationError as fault:
            raise ValidationError(_("Enter an e-mail address such as name@example.org.")) from fault
        self.cleaned_data["email"] = text
        return str(super().clean_email())


class NameForm(forms.Form):
    """What colleagues call the person."""

    personal: ClassVar = {"name": "accounts.user"}
    use_required_attribute = False
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        help_text=gettext_lazy("Colleagues of your enterprise see it. It is never published."),
        max_length=LONGEST_NAME,
        validators=[plain],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class AddPasskeyForm(passkeys.AddWebAuthnForm):  # type: ignore[misc] # allauth has no types
    """A new passkey and the name under which its owner will know it again."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for the name; signing in without password is what most want."""
        super().__init__(*args, **kwargs)
        self.fields["name"] = _key_name(is_required=False)
        self.fields["passwordless"].label = _("Sign in with it without password")
        self.fields["passwordless"].help_text = _(
            "Untick this for an older security key that can only confirm a password."
        )
        self.initial["passwordless"] = True


class EditPasskeyForm(passkeys.EditWebAuthnForm):  # type: ignore[misc] # allauth has no types
    """Another name for a passkey."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for the name."""
        super().__init__(*args, **kwargs)
        self.fields["name"] = _key_name(is_required=True)


def _key_name(*, is_required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("Name of the passkey"),
        help_text=_("By which you know it again, such as “office computer” or “my phone”."),
        max_length=LONGEST_KEY_NAME,
        required=is_required,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


def _code(label: str) -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(label=label, widget=forms.TextInput(attrs=attrs))


class ActivateCodesForm(totp.ActivateTOTPForm):  # type: ignore[misc] # allauth has no types
    """The first code of an app, which proves that it holds the secret."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for the digits."""
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code(_("Six digits of the app"))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"

    def clean_code(self) -> str:
        """Say what to do about digits that do not belong to the picture."""
        try:
            return str(super().clean_code())
        except ValidationError as error:
            raise ValidationError(
                _(
                    "These are not the digits of this account. Scan the picture, then enter the newest six digits of that very entry. If they are refused again, let the phone set its clock by the network."
                ),
                code="incorrect_code",
            ) from error


class FactorForm(factors.AuthenticateForm):  # type: ignore[misc] # allauth has no types
    """The second step of signing in."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for either."""
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code(_("Six digits of the app, or a recovery code"))


class FactorAgainForm(factors.ReauthenticateForm):  # type: ignore[misc] # allauth has no types
    """The second factor once more, before a way into the account is changed."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for either."""
        super().__init__(*args, **kwargs)
        self.fields["code"] = _code(_("Six digits of the app, or a recovery code"))
