"""How allauth meets this house: who is found by which number, what a text says, what stands between password and page."""

import logging
import time
from typing import Any, ClassVar

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.stages import EmailVerificationStage
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.accounts import services
from brandcert.accounts.forms import PhoneField
from brandcert.accounts.models import User
from brandcert.accounts.phones import masked_phone
from brandcert.accounts.queries import factors_of, person_by_contact
from brandcert.core import sms

logger = logging.getLogger(__name__)
# One sentence for every way of being wrong: which part was, is nobody's business.
NO_MATCH = gettext_lazy(
    "E-mail or phone and password do not belong together. Check both, or reset the password."
)


class AddressStage(EmailVerificationStage):  # type: ignore[misc] # allauth has no types
    """Asks for the code sent to the address; people without an address have confirmed their phone instead."""

    def handle(self) -> Any:
        """Pass whoever signs in by phone alone."""
        if self.login.user is None and self.login.phone:
            return None, True
        if self.login.user is not None and not self.login.user.email:
            return None, bool(self.login.user.phone_confirmed)
        return super().handle()


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Registration and sign-in with an address or a mobile number."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": NO_MATCH,
        "phone_password_mismatch": NO_MATCH,
        "username_password_mismatch": NO_MATCH,
        "incorrect_code": gettext_lazy(
            "This is not the code that was sent last. Compare it, or ask for a new one."
        ),
        "rate_limited": gettext_lazy(
            "A code was sent a moment ago. Wait a minute before you ask for another."
        ),
        "too_many_login_attempts": gettext_lazy("Too many attempts. Begin again in a few minutes."),
    }

    def get_login_stages(self) -> list[str]:
        """Put our stage of the address in the place of the stock one."""
        stock = f"{EmailVerificationStage.__module__}.{EmailVerificationStage.__name__}"
        own = f"{AddressStage.__module__}.{AddressStage.__name__}"
        return [own if stage == stock else stage for stage in super().get_login_stages()]

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> Any:
        """Keep the name somebody registers with."""
        user.name = form.cleaned_data.get("name") or user.name
        user.language = getattr(request, "LANGUAGE_CODE", "")
        return super().save_user(request, user, form, commit)

    def can_delete_email(self, email_address: Any) -> bool:
        """Keep the last address of whoever has no other way in."""
        person = email_address.user
        others = person.emailaddress_set.exclude(pk=email_address.pk).exists()
        return bool(super().can_delete_email(email_address)) and (others or person.phone_confirmed)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count failures by number, too: the stock key is the same for all numbers."""
        if credentials.get("phone"):
            credentials = {"email": credentials["phone"]}
        return str(super()._get_login_attempts_cache_key(request, **credentials))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask again before a way in is changed, but not whoever has proved a moment ago who it is.

        Whoever holds a second factor proves it with that: a known password alone must not add another one.
        """
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        proofs = get_authentication_records(self.request, self.request.user)
        if factors_of(self.request.user):
            proofs = [proof for proof in proofs if proof.get("method") == "mfa"]
        return not proofs or time.time() - proofs[-1]["at"] > app_settings.REAUTHENTICATION_TIMEOUT

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Offer the password only to whoever has nothing stronger: what it opens is closed again at the next step."""
        offered: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        stronger = [method for method in offered if method["id"] != "reauthenticate"]
        if Authenticator.Type.TOTP not in factors_of(user):
            # The code page serves recovery codes alone then: the key comes first.
            stronger.reverse()
        return stronger or offered

    def send_notification_mail(
        self, template_prefix: str, user: User, context: Any = None, email: str | None = None
    ) -> None:
        """Tell of a change where the person can still read it: what was removed is told to the removed address."""
        removed = (context or {}).get("deleted_email")
        super().send_notification_mail(template_prefix, user, context, email or removed)

    # --- phones ------------------------------------------------------------------------------
    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        """Ask for a mobile number of the mainland."""
        return PhoneField(**kwargs)

    def get_user_by_phone(self, phone: str) -> User | None:
        """Find the active person with the confirmed number."""
        return User.objects.by_phone(phone)

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        """Give the number that opens the account; one that staff merely wrote down is none."""
        if user.phone and (user.phone_confirmed or not user.email):
            return user.phone, user.phone_confirmed
        return None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        """Keep the number of a registration that is not finished."""
        services.keep_phone(user, phone=phone, confirmed=verified)

    def set_phone_verified(self, user: User, phone: str) -> None:
        """Let the number open the account; the number that opened it before is told, and the address."""
        before = user.phone if user.phone_confirmed else ""
        services.keep_phone(user, phone=phone, confirmed=True)
        if before == phone:
            return
        facts = {"from_phone": masked_phone(before), "to_phone": masked_phone(phone)}
        if before:
            self._text(
                before, _("Your account is opened by %(to_phone)s from now on. Not you? Call us.") % facts
            )
        self.send_notification_mail("account/email/phone_changed", user, facts)

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        """Send the code; that it did not go out is told on the page."""
        self._text(
            phone, _("%(code)s is your code. Tell it to nobody; our staff never ask for it.") % {"code": code}
        )

    def send_account_already_exists_sms(self, phone: str) -> None:
        """Tell the owner of the number, and nobody else, that there is an account."""
        self._text(
            phone,
            _("This number is registered already: sign in with it, or reset the password if it is lost."),
        )

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        """Tell the owner of the number, and nobody else, that there is no account."""
        self._text(
            phone, _("A code was asked for, but nobody is registered with this number. Register first.")
        )

    def _text(self, phone: str, words: str) -> None:
        try:
            sms.send(to=phone, text=words)
        except sms.Undelivered as fault:
            logger.warning("a text of the sign-in pages did not go out: %s", fault)
            messages.error(
                self.request,
                _(
                    "The text message could not be sent. Try again in a few minutes, or use an e-mail address."
                ),
            )


class OtherSignInAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc] # allauth has no types
    """Unified sign-in: it opens accounts that were linked by their owner, and makes new ones; it takes over none."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Send whoever has an account already to sign in to it and link the two there.

        Told only where the issuer vouches for the address: then it is the person's own, and nobody learns of others.
        """
        if sociallogin.is_existing or sociallogin.state.get("process") == AuthProcess.CONNECT:
            return
        confirmed = [address.email for address in sociallogin.email_addresses if address.verified is True]
        if any(person_by_contact(email) for email in confirmed):
            messages.info(
                request,
                _(
                    "You have an account here. Sign in to it with its password, then link the unified sign-in to it."
                ),
            )
            target = reverse("socialaccount_connections")
            raise ImmediateHttpResponse(HttpResponseRedirect(f"{reverse('account_login')}?next={target}"))

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: Any) -> Any:
        """Take the name over."""
        user = super().populate_user(request, sociallogin, data)
        user.name = str(data.get("name") or "")[: User._meta.get_field("name").max_length]
        user.language = getattr(request, "LANGUAGE_CODE", "")
        return user


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    """Second factors: under which names they stand in people's apps and devices."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "This is not right. A code of the app holds for half a minute and works once: wait for the next one and enter it at once. If none is taken, let the phone set its clock by the network. Otherwise use an unused recovery code, or the passkey of this account."
        ),
        "unverified_email": gettext_lazy("Confirm your e-mail address first."),
    }

    def get_totp_issuer(self) -> str:
        """Name the platform as people know it."""
        return _("Jilin Premium")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Name the platform as people know it; the key is bound to the host."""
        return {**super().get_public_key_credential_rp_entity(), "name": self.get_totp_issuer()}

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 -- the stock name
        """Number the keys of a person who names none."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %(number)d") % {"number": count + 1}
