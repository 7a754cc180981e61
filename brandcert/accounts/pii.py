"""What accounts hold about people."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from brandcert.accounts.models import RoleGrant, User
from brandcert.core.pii import Holding, Kind, hold

SIGNS_IN = _("whoever signs in")
ON_REQUEST = _("Until you ask for its deletion.")
DUTY = _("needed for a task the law gives to the authority (Personal Information Protection Law, article 13)")


def _addresses(person: Any) -> Any:
    from allauth.account.models import EmailAddress

    return EmailAddress.objects.filter(user=person).order_by("id")


def _links(person: Any) -> Any:
    from allauth.socialaccount.models import SocialAccount

    return SocialAccount.objects.filter(user=person).order_by("id")


def _factors(person: Any) -> Any:
    from allauth.mfa.models import Authenticator

    return Authenticator.objects.filter(user=person).order_by("id")


def _account(row: User) -> dict[str, Any]:
    return {
        "email": row.email,
        "name": row.name,
        "phone": row.phone,
        "language": row.language,
        "joined": row.date_joined,
        "last_login": row.last_login,
        "active": row.is_active,
    }


hold(
    Holding(
        model="accounts.user",
        title=_("Your account"),
        whose=SIGNS_IN,
        fields={"email": Kind.EMAIL, "name": Kind.NAME, "phone": Kind.PHONE},
        labels={"name": _("name of a person")},
        purpose=_("To sign you in, to know who acts for an enterprise, and to tell you of every step."),
        basis=DUTY,
        retention=_("Until you ask for its deletion; a registration nobody confirms, seven days."),
        rows=lambda person: User.objects.filter(pk=person.pk),
        tells=_account,
    )
)
hold(
    Holding(
        model="account.emailaddress",
        title=_("Addresses you confirmed"),
        whose=SIGNS_IN,
        fields={"email": Kind.EMAIL},
        purpose=_("To know that messages about your application reach you."),
        basis=DUTY,
        retention=ON_REQUEST,
        rows=_addresses,
        tells=lambda row: {"email": row.email, "confirmed": row.verified},
    )
)
hold(
    Holding(
        model="socialaccount.socialaccount",
        title=_("Your link to the unified sign-in"),
        whose=SIGNS_IN,
        fields={"uid": Kind.TEXT, "extra_data": Kind.TEXT},
        labels={
            "uid": _("number of the account at the issuer"),
            "extra_data": _("what the issuer told when you signed in"),
        },
        purpose=_("To recognise you when you come by the unified sign-in."),
        basis=DUTY,
        retention=_("Until you remove it or ask for deletion."),
        rows=_links,
        tells=lambda row: {"since": row.date_joined, "last_used": row.last_login, "told": row.extra_data},
    )
)
hold(
    Holding(
        model="mfa.authenticator",
        title=_("Your second factors"),
        whose=SIGNS_IN,
        fields={"data": Kind.TEXT},
        labels={"data": _("key of the factor")},
        purpose=_("To protect your account; nobody can read the secret itself."),
        basis=DUTY,
        retention=_("Until you remove it or ask for deletion."),
        rows=_factors,
        tells=lambda row: {"kind": row.type, "since": row.created_at, "last_used": row.last_used_at},
    )
)
hold(
    Holding(
        model="accounts.rolegrant",
        title=_("Your appointments"),
        whose=_("staff and experts"),
        fields={"user": Kind.NAME},
        labels={"user": _("number of the account")},
        purpose=_("To know who may do what, and who could at the time."),
        basis=DUTY,
        retention=_("As long as the decisions they explain are kept."),
        rows=lambda person: RoleGrant.objects.filter(user=person).order_by("id"),
        tells=lambda row: {"role": row.get_role_display(), "since": row.since, "until": row.until},
        kept=_("Who was appointed when explains who could decide; the row names only a number."),
    )
)
