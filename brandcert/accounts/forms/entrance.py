"""Forms of registration and sign-in: one field that takes an address or a mobile number."""

from typing import Any, ClassVar

from allauth.account import forms as stock
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.password_reset_by_code import PasswordResetVerificationProcess
from allauth.socialaccount import forms as social
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.accounts.models import User
from brandcert.accounts.phones import read_phone
from brandcert.core import sms
from brandcert.core.lettering import plain

LONGEST_CONTACT = 254
LONGEST_NAME = 60


class PhoneField(forms.CharField):
    """A mobile number of the mainland, however it is written."""

    def __init__(self, **kwargs: Any) -> None:
        """Ask with the telephone's keyboard."""
        kwargs.setdefault("label", gettext_lazy("Mobile phone"))
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        """Return the number as it is stored; refuse what is none."""
        text = super().clean(value)
        number = read_phone(text)
        if text and not number:
            raise ValidationError(
                _("Enter a mobile number of the mainland with 11 digits, such as 139 0000 1234.")
            )
        return number


class ContactField(forms.CharField):
    """An e-mail address or, where texts can be sent, a mobile number; cleaned to one form."""

    def __init__(self, **kwargs: Any) -> None:
        """Name what is taken here."""
        by_phone = sms.is_offered()
        kwargs.setdefault(
            "label", gettext_lazy("E-mail or mobile phone") if by_phone else gettext_lazy("E-mail")
        )
        attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        if not by_phone:
            attrs |= {"inputmode": "email"}
        super().__init__(max_length=LONGEST_CONTACT, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value: Any) -> str:
        """Return the address in lower case or the number as it is stored."""
        text: str = super().clean(value).strip()
        if sms.is_offered() and (number := read_phone(text)):
            return number
        try:
            validate_email(text)
        except ValidationError as fault:
            if sms.is_offered():
                words = _(
                    "Enter an e-mail address such as name@example.org, or a mobile number with 11 digits."
                )
            else:
                words = _("Enter an e-mail address such as name@example.org.")
            raise ValidationError(words) from fault
        return text.lower()


def email_and_phone(contact: str) -> tuple[str, str]:
    """Return what a cleaned contact is: an address, or a number."""
    return ("", contact) if contact.startswith("+") else (contact, "")


class SignupForm(stock.SignupForm):  # type: ignore[misc] # allauth has no types
    """Registration: who, how to reach them, password."""

    personal: ClassVar = dict.fromkeys(("name", "contact"), "accounts.user")
    use_required_attribute = False
    field_order = ("name", "contact", "password1", "password2")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for one contact instead of two, of which one would stay empty."""
        super().__init__(*args, **kwargs)
        for name in ("email", "phone"):
            self.fields.pop(name, None)
        self.fields["name"] = forms.CharField(
            label=_("Your name"),
            help_text=_("Colleagues of your enterprise see it. It is never published."),
            max_length=LONGEST_NAME,
            validators=[plain],
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
        )
        self.fields["contact"] = ContactField(
            help_text=_("You sign in with it, and we send codes and messages about your applications there."),
        )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Find out which kind of contact it is, and whether somebody has it already: told to its owner only."""
        email, phone = email_and_phone(self.cleaned_data.get("contact", ""))
        if email:
            self.cleaned_data["email"] = self.validate_unique_email(get_adapter().clean_email(email))
        if phone:
            self.cleaned_data["phone"] = phone
        super().clean()
        password = self.cleaned_data.get("password1")
        if password:
            person = User(name=self.cleaned_data.get("name", ""), phone=phone.removeprefix("+86"))
            try:
                get_adapter().clean_password(password, user=person)
            except ValidationError as fault:
                self.add_error("password1", fault)
        cleaned: dict[str, Any] = self.cleaned_data
        return cleaned


class LoginForm(stock.LoginForm):  # type: ignore[misc] # allauth has no types
    """Sign-in with address or number and password."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Say what may be entered."""
        super().__init__(*args, **kwargs)
        field = ContactField()
        self.fields["login"].label = field.label
        self.fields["login"].widget = field.widget
        self.fields["password"].widget.attrs.pop("placeholder", None)

    def clean_login(self) -> str:
        """Bring a number to the form in which it is stored; anything else is an address or wrong."""
        login: str = self.cleaned_data["login"].strip()
        return (read_phone(login) if sms.is_offered() else "") or login.lower()


class PhoneResetProcess(PasswordResetVerificationProcess):  # type: ignore[misc] # allauth has no types
    """Sends the code of a password reset to a number; the number stands where the address would."""

    def send(self) -> None:
        """Send a code, or tell the owner of the number that there is no account: both take one text."""
        adapter, phone = get_adapter(), self.state["email"]
        if not self.user:
            adapter.send_unknown_account_sms(phone)
            return
        self.state["code"] = adapter.generate_password_reset_code()
        adapter.send_verification_code_sms(user=self.user, phone=phone, code=self.code)


class ResetPasswordForm(stock.ResetPasswordForm):  # type: ignore[misc] # allauth has no types
    """Which account has lost its password; the answer is the same whether there is one or not."""

    personal: ClassVar = {"contact": "accounts.user"}
    use_required_attribute = False
    email = None
    contact: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for one contact."""
        super().__init__(*args, **kwargs)
        self.fields["contact"] = ContactField()

    def clean(self) -> dict[str, Any]:
        """Find whose contact it is."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        email, phone = email_and_phone(cleaned.get("contact", ""))
        # The stock view counts requests by this name.
        cleaned["email"] = email or phone
        if email:
            self.clean_email()
        if phone:
            found = User.objects.by_phone(phone)
            self.users = [found] if found and found.is_active else []
        return cleaned

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send the code."""
        _email, phone = email_and_phone(self.cleaned_data["contact"])
        if not phone:
            return str(super().save(request, **kwargs))
        PhoneResetProcess.initiate(request=request, user=next(iter(self.users), None), email=phone)
        return phone


class OtherSignupForm(social.SignupForm):  # type: ignore[misc] # allauth has no types
    """What the unified sign-in did not tell: name and address."""

    personal: ClassVar = dict.fromkeys(("name", "email"), "accounts.user")
    use_required_attribute = False
    field_order = ("name", "email")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for the address, which is confirmed by a code, and the name."""
        super().__init__(*args, **kwargs)
        self.fields.pop("phone", None)
        self.fields["email"].label = _("E-mail")
        self.fields["name"] = forms.CharField(
            label=_("Your name"), max_length=LONGEST_NAME, initial=self.sociallogin.user.name
        )
        self.order_fields(self.field_order)


class PhoneForm(stock.ChangePhoneForm):  # type: ignore[misc] # allauth has no types
    """The number by which somebody signs in."""

    personal: ClassVar = {"phone": "accounts.user"}
