"""Forms of registration, of signing in and of one's own account."""

from brandcert.accounts.forms.codes import EmailCodeForm, PhoneCodeForm, ResetCodeForm
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
    "EmailCodeForm",
    "FactorAgainForm",
    "FactorForm",
    "LoginForm",
    "NameForm",
    "OtherSignupForm",
    "PhoneCodeForm",
    "PhoneField",
    "PhoneForm",
    "ResetCodeForm",
    "ResetPasswordForm",
    "SignupForm",
]
