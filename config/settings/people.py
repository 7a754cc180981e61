"""Settings about people: how they register, sign in and prove that it is them."""

from config import env, sign_in

HAS_TEXTS = bool(env.read("SMS_URL")) or env.flag("DEMO")
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarityValidator": {"user_attributes": ("email", "name", "phone")},
        "MinimumLengthValidator": {"min_length": 10},
        "CommonPasswordValidator": {},
        "NumericPasswordValidator": {},
    }.items()
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/accounts/home/"
# Approving, revoking, appointing and the like ask for a factor that is not older.
STEP_UP_MINUTES = int(env.read("STEP_UP_MINUTES"))
ACCOUNT_ADAPTER = "brandcert.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "brandcert.accounts.forms.LoginForm",
    "signup": "brandcert.accounts.forms.SignupForm",
    "reset_password": "brandcert.accounts.forms.ResetPasswordForm",
    "add_email": "brandcert.accounts.forms.ChangeEmailForm",
    "change_phone": "brandcert.accounts.forms.PhoneForm",
    "confirm_email_verification_code": "brandcert.accounts.forms.EmailCodeForm",
    "confirm_password_reset_code": "brandcert.accounts.forms.ResetCodeForm",
    "verify_phone": "brandcert.accounts.forms.PhoneCodeForm",
}
# Our form asks for one contact, which is either; allauth asks about fields by these names.
ACCOUNT_LOGIN_METHODS = {"email", "phone"} if HAS_TEXTS else {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", *(["phone"] if HAS_TEXTS else []), "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = 3
ACCOUNT_PHONE_VERIFICATION_SUPPORTS_RESEND = 3
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_RATE_LIMITS = {
    # By account first: a try on a closed account does not count for everybody else behind the same address, of which
    # a service hall or a campus has one.
    "login": "120/m/ip",
    "login_failed": "5/300s/key,60/m/ip",
    "confirm_email": "1/30s/key,10/h/key",
    "verify_phone": "1/60s/key,5/h/key,20/h/ip",
    "change_phone": "10/h/user",
    "reset_password": "20/m/ip,3/m/key,10/h/key",
}
# A person has one address; a new one takes its place once it is confirmed, and the old one is told.
ACCOUNT_CHANGE_EMAIL = True
# Whoever finds a desk with an open page must not take the account over: ways in change after a fresh proof only.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Who changed a password or a factor is told to the owner's address.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# Unified sign-in (统一身份认证): by configuration alone; without an issuer it has neither button nor address.
OIDC_APPS = sign_in.oidc_apps()
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": OIDC_APPS}}
SOCIALACCOUNT_ADAPTER = "brandcert.accounts.adapters.OtherSignInAdapter"
SOCIALACCOUNT_FORMS = {"signup": "brandcert.accounts.forms.OtherSignupForm"}
# A form sent here and redirected to the issuer would break the policy "form-action 'self'": a link starts it.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_OPENID_CONNECT_URL_PREFIX = ""
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
MFA_ADAPTER = "brandcert.accounts.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
# A passkey asks for fingerprint, face or PIN: it is both factors at once and signs in alone.
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "activate_totp": "brandcert.accounts.forms.ActivateCodesForm",
    "authenticate": "brandcert.accounts.forms.FactorForm",
    "reauthenticate": "brandcert.accounts.forms.FactorAgainForm",
    "add_webauthn": "brandcert.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "brandcert.accounts.forms.EditPasskeyForm",
}
