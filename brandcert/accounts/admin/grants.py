"""Appointments at the desk: ended or deputised, never rewritten; what was done under a borrowed role is listed for the auditor."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.accounts import services
from brandcert.accounts.admin.people import state_of, term_of
from brandcert.accounts.enums import CRITICAL, GrantKind
from brandcert.accounts.forms import staff as forms
from brandcert.accounts.models import AccessReview, RoleGrant
from brandcert.accounts.queries import acts_under
from brandcert.core import policies
from brandcert.core.admin import CaseAdmin, name_act, register_step
from brandcert.core.admin.history import label_of_act, subject_of
from brandcert.core.errors import BusinessError
from brandcert.core.templatetags.looks import draw_tag

MODEL = "accounts.rolegrant"
name_act(f"{MODEL}.grant", gettext_lazy("Appointed"))
name_act(f"{MODEL}.open_emergency", gettext_lazy("Emergency access taken"))
MOST_ACTS = 200


def _is_ordinary(row: RoleGrant) -> bool:
    return row.kind == GrantKind.ORDINARY and state_is_open(row)


def state_is_open(row: RoleGrant) -> bool:
    """Say whether the appointment is in force or still to come."""
    today = timezone.localdate()
    is_over = row.expires_at is not None and row.expires_at <= timezone.now()
    return not is_over and (row.until is None or row.until >= today)


register_step(
    f"{MODEL}.deputise",
    run=services.deputise,
    form=forms.DeputyForm,
    label=gettext_lazy("Name a deputy"),
    when=lambda row: _is_ordinary(row) and row.role not in CRITICAL,
)
register_step(
    f"{MODEL}.propose_deputy",
    run=services.propose_deputy,
    form=forms.DeputyForm,
    label=gettext_lazy("Propose a deputy"),
    when=lambda row: _is_ordinary(row) and row.role in CRITICAL,
)
register_step(
    f"{MODEL}.end_grant",
    run=services.end_grant,
    form=forms.EndForm,
    label=gettext_lazy("End the appointment"),
    tone="danger",
    when=lambda row: row.kind != GrantKind.EMERGENCY and state_is_open(row),
)
register_step(
    f"{MODEL}.close_emergency",
    run=services.close_emergency,
    form=forms.ConfirmForm,
    label=gettext_lazy("End the emergency access"),
    tone="danger",
    when=lambda row: row.kind == GrantKind.EMERGENCY and row.is_in_force(),
)
register_step(
    f"{MODEL}.review_emergency",
    run=services.review_emergency,
    form=forms.FindingForm,
    label=gettext_lazy("Write down the review"),
    tone="primary",
    when=lambda row: (
        row.kind == GrantKind.EMERGENCY
        and not row.is_in_force()
        and not AccessReview.objects.filter(grant=row).exists()
    ),
)


@admin.register(RoleGrant)
class RoleGrantAdmin(CaseAdmin):
    """Appointments. A new one begins on the page of the person."""

    list_display = ("user", "role", "unit", "kind", "since", "until", "expires_at", "state")
    list_filter = ("role", "kind", ("unit", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("user", "unit")
    search_fields = ("user__name", "user__email")
    ordering = ("role", "user__email")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return all appointments to who may list them; others find the emergency accesses they took, to end them."""
        if self.has_view_permission(request):
            return super().get_queryset(request)
        user: Any = request.user
        own = RoleGrant.objects.filter(user_id=user.pk, kind=GrantKind.EMERGENCY)
        return own.select_related("user", "unit")

    @admin.display(description=gettext_lazy("status"))
    def state(self, row: RoleGrant) -> Any:
        """Return whether the role is held now, later or no more."""
        return draw_tag(*state_of(row))

    # --- the page ----------------------------------------------------------------------------
    def case_state(self, row: RoleGrant) -> tuple[str, str]:
        """Return whether the role is held now."""
        return state_of(row)

    def case_version(self, row: RoleGrant) -> str:
        """Return the hash of the row: whoever saw older facts is told."""
        return self.fingerprint(row)

    def case_clock(self, row: RoleGrant) -> None:
        """Return nothing: an appointment has a term, no deadline."""

    def case_facts(self, row: RoleGrant) -> list[str]:
        """Return kind and term."""
        return [str(row.get_kind_display()), term_of(row)]

    def case_sections(self, request: HttpRequest, row: RoleGrant) -> list[dict[str, Any]]:
        """Return the facts, the deputies, and of a borrowed role everything that was done under it."""
        found = [{"title": _("Appointment"), "rows": _facts(row)}]
        deputies = row.deputies.select_related("user").order_by("-since")
        if deputies:
            rows = [{"label": str(one.user), "value": term_of(one)} for one in deputies]
            found.append({"title": _("Deputies"), "rows": rows})
        if row.kind != GrantKind.ORDINARY:
            found.append({"title": _("Done under this role"), **_acts(row)})
        review = AccessReview.objects.filter(grant=row).select_related("reviewed_by").first()
        if review is not None:
            words = _("justified") if review.is_justified else _("not justified")
            rows = [
                {"label": _("Result"), "value": words},
                {"label": _("Finding"), "value": review.finding},
                {"label": _("Reviewed by"), "value": str(review.reviewed_by)},
            ]
            found.append({"title": _("Review"), "rows": rows})
        return found

    # --- emergencies -------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        """Add the page on which somebody takes a role over."""
        own = path("emergency/", self.admin_site.admin_view(self.emergency_view), name="emergency")
        return [own, *super().get_urls()]

    def emergency_view(self, request: HttpRequest) -> HttpResponse:
        """Ask which role is needed and why, and give it for some hours; auditor and security administrator are told."""
        user: Any = request.user
        if not policies.allowed(user, f"{MODEL}.open_emergency"):
            raise PermissionDenied
        form = forms.EmergencyForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                row = services.open_emergency(**form.cleaned_data, by=user, now=timezone.now())
            except BusinessError as fault:
                form.add_error(None, str(fault))
            else:
                ends = date_format(timezone.localtime(row.expires_at), "H:i")
                self.tell(request, _("You hold the role until %(at)s. The auditor was told.") % {"at": ends})
                return HttpResponseRedirect(reverse("admin:index"))
        context = {
            "title": _("Emergency access"),
            "form": form,
            "has_errors": form.is_bound and not form.is_valid(),
        }
        return self.page(request, "accounts/emergency.html", context)


def _facts(row: RoleGrant) -> list[dict[str, Any]]:
    place = row.stands_in_for
    facts = [
        (_("Person"), str(row.user)),
        (_("Role"), str(row.get_role_display())),
        (_("Unit"), str(row.unit or "")),
        (_("In place of"), str(place.user) if place else ""),
        (_("Term"), term_of(row)),
        (_("Reason"), row.reason),
        (_("Reason of the end"), row.end_reason),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def _acts(row: RoleGrant) -> dict[str, Any]:
    events = acts_under(row)[:MOST_ACTS]
    if not events:
        return {"rows": [{"label": _("Nothing"), "value": _("No act was done under this role so far.")}]}
    lines = [
        [
            date_format(timezone.localtime(event.at), "Y-m-d H:i"),
            label_of_act(event.name),
            subject_of(event),
        ]
        for event in events
    ]
    return {"table": {"head": [_("Time"), _("Act"), _("Subject")], "rows": lines}}
