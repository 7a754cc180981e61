"""People at the desk: made and closed by the system administrator, appointed by the security administrator, watched by the auditor."""

import datetime
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from brandcert.accounts import services
from brandcert.accounts.enums import Role
from brandcert.accounts.forms import staff as forms
from brandcert.accounts.models import RoleGrant, User
from brandcert.accounts.queries import duties_of, may_see_contact
from brandcert.core import pii
from brandcert.core.admin import CaseAdmin, ReasonForm, name_act, register_step
from brandcert.core.models import digest
from brandcert.core.templatetags.looks import draw_tag

MODEL = "accounts.user"
UNSEEN = ("password", "last_login")
for _act, _words in {
    "create": gettext_lazy("Account made"),
    "keep_phone": gettext_lazy("Phone entered"),
    "change_name": gettext_lazy("Name changed"),
    "forget_unfinished": gettext_lazy("Unfinished registration deleted"),
    "appoint": gettext_lazy("Appoint to a role of grave consequence"),
    "reset_factors": gettext_lazy("Reset the second factor"),
}.items():
    name_act(f"{MODEL}.{_act}", _words)


def _is_open(row: User) -> bool:
    return bool(row.is_active and row.is_staff)


def _is_left(row: User) -> bool:
    return bool(row.is_staff and not row.is_active)


register_step(
    f"{MODEL}.invite_again",
    run=services.invite_again,
    form=forms.ConfirmForm,
    label=gettext_lazy("Send the invitation again"),
    when=_is_open,
)
register_step(
    f"{MODEL}.edit",
    run=services.change_particulars,
    form=forms.ParticularsForm,
    label=gettext_lazy("Change name or address"),
    when=_is_open,
)
register_step(
    f"{MODEL}.reveal_contact",
    run=services.reveal_contact,
    form=forms.RevealForm,
    label=gettext_lazy("Show contact data"),
)
register_step(
    f"{MODEL}.propose_reset_factors",
    run=services.propose_reset_factors,
    form=ReasonForm,
    label=gettext_lazy("Propose to reset the second factor"),
    tone="warning",
    when=_is_open,
)
register_step(
    f"{MODEL}.leave",
    run=services.leave,
    form=forms.LeaveForm,
    label=gettext_lazy("Close the account: the person leaves"),
    tone="danger",
    when=_is_open,
)
register_step(
    f"{MODEL}.readmit",
    run=services.readmit,
    form=ReasonForm,
    label=gettext_lazy("Open the account again"),
    when=_is_left,
)


def _appoint(row: User, **given: Any) -> RoleGrant:
    return services.grant_role(user=row, **given)


register_step(
    f"{MODEL}.propose_appoint",
    run=services.propose_appointment,
    form=forms.GraveAppointForm,
    label=gettext_lazy("Propose for a role of grave consequence"),
    when=_is_open,
)
register_step(
    f"{MODEL}.grant",
    run=_appoint,
    form=forms.AppointForm,
    label=gettext_lazy("Appoint to a role"),
    tone="primary",
    when=_is_open,
)


def _proposed(approval: Any) -> list[dict[str, Any]]:
    """Return the appointment that was proposed, in words for the second administrator."""
    given = approval.details
    place = RoleGrant.objects.filter(pk=int(given.get("stands_in_for") or 0)).select_related("user").first()
    lines = [
        (_("Role"), str(Role(given["role"]).label)),
        (_("In place of"), str(place.user) if place else ""),
        (_("First day"), given["since"]),
        (_("Last day"), given["until"] or _("without an end")),
        (_("Reason"), given["reason"]),
    ]
    return [{"label": label, "value": value} for label, value in lines if value]


register_step(f"{MODEL}.appoint", describe=_proposed)


@admin.register(User)
class UserAdmin(CaseAdmin):
    """People who may sign in. Passwords are set by their owners, through the link in the mail; nothing is written here directly."""

    add_action = "create"
    form = forms.PersonForm
    fields = ("email", "name", "phone")
    list_display = ("name", "masked_email", "roles_held", "state", "date_joined")
    list_display_links = ("name", "masked_email")
    list_filter = ("is_staff", "is_active", "grants__role")
    search_fields = ("name", "email")
    ordering = ("email",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Fetch the appointments of all people of a page at once."""
        return super().get_queryset(request).prefetch_related("grants__unit")

    @admin.display(description=gettext_lazy("e-mail"), ordering="email")
    def masked_email(self, row: User) -> str:
        """Return the address as everybody reads it who did not say what it is needed for."""
        return pii.masked(pii.Kind.EMAIL, row.email)

    @admin.display(description=gettext_lazy("roles"))
    def roles_held(self, row: User) -> str:
        """Return the roles of today."""
        return _(", ").join(
            str(grant.get_role_display()) for grant in row.grants.all() if grant.is_in_force()
        )

    @admin.display(description=gettext_lazy("status"), ordering="is_active")
    def state(self, row: User) -> Any:
        """Return whether the account is open."""
        return draw_tag(*self.case_state(row))

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Make the account by the service, which writes the trail; the letter goes out after it."""
        made = services.create_person(email=obj.email or "", name=obj.name, phone=obj.phone, by=request.user)
        obj.pk = made.pk

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write nothing: the service has."""

    # --- the page ----------------------------------------------------------------------------
    def case_state(self, row: User) -> tuple[str, str]:
        """Return whether the account is open, waits for its owner, or was closed."""
        if not row.is_active:
            return _("closed"), ""
        if row.is_staff and row.last_login is None:
            return _("invited"), "amber"
        return (
            (pgettext("an account", "open"), "green")
            if row.is_staff
            else (_("account of an applicant"), "blue")
        )

    def case_version(self, row: User) -> str:
        """Return what an older view is recognised by: the account, where it stands and what the person may do.

        Signing in and a new password are no change of what an official sees.
        """
        grants = row.grants.order_by("pk").values_list("pk", "role", "until", "expires_at")
        return f"{self.fingerprint(row, without=UNSEEN)[:16]}-{digest([list(map(str, one)) for one in grants])[:16]}"

    def case_clock(self, row: User) -> None:
        """Return nothing: an account has no deadline."""

    def case_sections(self, request: HttpRequest, row: User) -> list[dict[str, Any]]:
        """Return contact data, masked until it is needed for something, appointments, factors and open work."""
        rows = [{"label": label, "value": value} for label, value in self._particulars(request, row)]
        found: list[dict[str, Any]] = [{"title": _("Account"), "rows": rows}]
        grants = list(row.grants.select_related("unit", "stands_in_for__user").order_by("-since", "-pk"))
        if grants:
            found.append({"title": _("Appointments"), "table": _table_of_grants(grants)})
        factors = _factors_of(row)
        if row.is_staff:
            found.append({"title": _("Second factors"), "rows": _rows_of_factors(factors)})
        left = duties_of(row) if row.is_staff else []
        if left:
            rows = [{"label": title, "value": count} for title, count in left]
            found.append({"title": _("Open work under this name"), "rows": rows})
        return found

    @staticmethod
    def _particulars(request: HttpRequest, row: User) -> list[tuple[Any, Any]]:
        is_seen = row.pk == request.user.pk or may_see_contact(request.user, row)
        email = row.email if is_seen else pii.masked(pii.Kind.EMAIL, row.email)
        phone = row.phone if is_seen else pii.masked(pii.Kind.PHONE, row.phone)
        return [
            (_("e-mail"), email),
            (_("phone"), phone or "–"),
            (_("joined"), _moment(row.date_joined)),
            (_("last sign-in"), _moment(row.last_login)),
            *([(_("left"), _moment(row.left_at))] if row.left_at else []),
        ]


def _factors_of(row: User) -> list[Any]:
    from allauth.mfa.models import Authenticator  # its model points to ours, so it is loaded later

    return list(Authenticator.objects.filter(user=row).order_by("pk"))


def _moment(at: datetime.datetime | None) -> str:
    return date_format(timezone.localtime(at), "Y-m-d H:i") if at else "–"


def term_of(grant: RoleGrant) -> str:
    """Return from when until when the role is held."""
    if grant.expires_at is not None:
        return f"{grant.since:%Y-%m-%d} – {_moment(grant.expires_at)}"
    return f"{grant.since:%Y-%m-%d} – {grant.until:%Y-%m-%d}" if grant.until else f"{grant.since:%Y-%m-%d} –"


def state_of(grant: RoleGrant) -> tuple[str, str]:
    """Return whether the role is held now, later or no more, with its tint."""
    if grant.is_in_force():
        return _("in force"), "green"
    return (_("later"), "blue") if grant.since > timezone.localdate() else (_("over"), "")


def _table_of_grants(grants: list[RoleGrant]) -> dict[str, Any]:
    lines = []
    for grant in grants:
        place = grant.stands_in_for
        kind = str(grant.get_kind_display())
        who = kind if place is None else _("deputy of %(name)s") % {"name": place.user}
        role = str(grant.get_role_display()) + (f" · {grant.unit}" if grant.unit else "")
        lines.append([role, who, term_of(grant), draw_tag(*state_of(grant)), grant.reason or "–"])
    return {"head": [_("Role"), _("Kind"), _("Term"), _("Status"), _("Reason")], "rows": lines}


def _rows_of_factors(factors: list[Any]) -> list[dict[str, Any]]:
    if not factors:
        return [{"label": _("None"), "value": _("Is asked to set one up before the desk opens.")}]
    return [
        {
            "label": factor.get_type_display(),
            "value": _("since %(at)s, last used %(used)s")
            % {"at": _moment(factor.created_at), "used": _moment(factor.last_used_at)},
        }
        for factor in factors
    ]
