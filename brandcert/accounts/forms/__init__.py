"""Forms of registration, of signing in and of one's own account."""

from brandcert.accounts.forms.entrance import (
    ContactField,
    LoginForm,
    OtherSignupForm,
    PhoneField,
    PhoneForm,
    ResetPasswordForm,
    SignupForm,
)
from brandcert.accounts.forms.own import (
    ActivateCodesForm,
    AddPasskeyForm,
    ChangeEmailForm,
    EditPasskeyForm,
    FactorAgainForm,
    FactorForm,
    NameForm,
)

__all__ = [
    "ActivateCodesForm",
    "AddPasskeyForm",
    "ChangeEmailForm",
    "ContactField",
    "EditPasskeyForm",
    "FactorAgainForm",
    "FactorForm",
    "LoginForm",
    "NameForm",
    "OtherSignupForm",
    "PhoneField",
    "PhoneForm",
    "ResetPasswordForm",
    "SignupForm",
]
