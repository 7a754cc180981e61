"""Enterprises at the desk of staff: to be looked up; they write their particulars themselves."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.models import User
from brandcert.accounts.queries import person_by_contact
from brandcert.core.admin import PolicyAdmin, ReadOnlyInline, name_act
from brandcert.enterprises.forms import named
from brandcert.enterprises.models import (
    Enterprise,
    IntegrityCheck,
    IntegrityRecord,
    Membership,
    OwnerAppointment,
    Product,
    Trademark,
)
from brandcert.enterprises.services import MemberRefused, appoint_owner

name_act("enterprises.enterprise.check_integrity", _("Integrity checked"))
name_act("enterprises.enterprise.bar", _("Barred from applying"))
name_act("enterprises.enterprise.lift_record", _("Entry lifted"))
name_act("enterprises.enterprise.take_over", _("Particulars taken over from a certificate"))
name_act("enterprises.enterprise.register", _("Enterprise registered"))
name_act("enterprises.enterprise.edit", _("Particulars changed"))
name_act("enterprises.enterprise.imported", _("Taken from a list"))
name_act("enterprises.enterprise.invite", _("Member invited"))
name_act("enterprises.enterprise.withdraw_invitation", _("Invitation withdrawn"))
name_act("enterprises.enterprise.accept_invitation", _("Invitation accepted"))
name_act("enterprises.enterprise.ask_to_join", _("Asked to join"))
name_act("enterprises.enterprise.decide_request", _("Request to join answered"))
name_act("enterprises.enterprise.change_role", _("Role of a member changed"))
name_act("enterprises.enterprise.remove_member", _("Member removed"))
name_act("enterprises.enterprise.leave", _("Member left"))
name_act("enterprises.enterprise.offer_ownership", _("Hand-over offered"))
name_act("enterprises.enterprise.answer_offer", _("Hand-over answered"))
name_act("enterprises.enterprise.appoint_owner", _("Owner appointed by staff"))


class ProductInline(ReadOnlyInline):
    """Products and services of the enterprise."""

    model = Product
    fields = ("name", "model_or_scope", "trademark")


class TrademarkInline(ReadOnlyInline):
    """Trademarks of the enterprise."""

    model = Trademark
    fields = ("name", "number", "is_licensed", "valid_to")


class IntegrityRecordInline(ReadOnlyInline):
    """Entries against the enterprise."""

    model = IntegrityRecord
    fields = ("kind", "since", "until", "source")


class IntegrityCheckInline(ReadOnlyInline):
    """When the lists were looked up, by whom, with which result."""

    model = IntegrityCheck
    fields = ("checked_on", "is_clear", "checked_by")


class MembershipInline(ReadOnlyInline):
    """Who acts or acted for the enterprise."""

    model = Membership
    fields = ("user", "role", "joined_at", "left_at")


class OwnerAppointmentInline(ReadOnlyInline):
    """Owners that staff appointed, and why."""

    model = OwnerAppointment
    fields = ("person", "reason", "appointed_by", "appointed_at")


class OwnerForm(forms.Form):
    """Who shall be owner, and why staff decide it."""

    contact = forms.CharField(
        label=_("E-mail or mobile phone"),
        help_text=_("With which the person has registered here and which is confirmed."),
        max_length=254,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Why no owner can decide, and which document of the enterprise names this person."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
    )

    def clean_contact(self) -> User:
        """Find the person."""
        found = person_by_contact(self.cleaned_data["contact"])
        if found is None:
            raise forms.ValidationError(
                _("Nobody has confirmed this address or number. The person registers first.")
            )
        return found


@admin.register(Enterprise)
class EnterpriseAdmin(PolicyAdmin):
    """All enterprises, with products, trademarks and integrity."""

    change_action = add_action = "write_as_staff"
    list_display = ("name", "credit_code", "organisation_type", "division", "size_class")
    list_filter = ("organisation_type", "size_class", ("division", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("division",)
    search_fields = ("name", "credit_code", "name_en", "name_local")
    inlines: ClassVar = [
        MembershipInline,
        OwnerAppointmentInline,
        IntegrityRecordInline,
        IntegrityCheckInline,
        ProductInline,
        TrademarkInline,
    ]
    change_form_template = "admin/enterprises/enterprise.html"

    @staticmethod
    def found_as(row: Any) -> str:
        """Return name and code: they tell namesakes apart, and nothing more is told."""
        return named(row)

    def get_urls(self) -> list[URLPattern]:
        """Add the page on which an owner is appointed."""
        view = self.admin_site.admin_view(self.appoint_view)
        own = path("<int:object_id>/appoint-owner/", view, name="enterprises_enterprise_appoint_owner")
        return [own, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the enterprise, with the way to an owner for whoever may appoint one."""
        may = self.may(request, "appoint_owner", self.get_object(request, object_id))
        return super().change_view(
            request, object_id, form_url, {"may_appoint": may, **(extra_context or {})}
        )

    def appoint_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Ask whom and why, then appoint."""
        row = self.row_or_404(request, object_id)
        if not self.may(request, "appoint_owner", row):
            raise PermissionDenied
        form = OwnerForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                appoint_owner(
                    row,
                    person=form.cleaned_data["contact"],
                    reason=form.cleaned_data["reason"],
                    by=request.user,
                    now=timezone.now(),
                )
            except MemberRefused as fault:
                form.add_error(None, str(fault))
            else:
                self.tell(request, gettext("The owner is appointed; everybody of the enterprise is told."))
                return HttpResponseRedirect(reverse("admin:enterprises_enterprise_change", args=[row.pk]))
        label = gettext("Appoint an owner")
        back = reverse("admin:enterprises_enterprise_change", args=[row.pk])
        context = {
            "form": form,
            "title": label,
            "act": {"label": label, "tone": "primary"},
            "case": {"number": row.credit_code or "", "title": row.name},
            "crumbs": [{"title": row.name, "url": back}, {"title": label, "url": ""}],
            "back_url": back,
        }
        return self.page(request, "admin/step.html", context)
