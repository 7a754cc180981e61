"""People, their appointments and the units, at the desk of the three administrators."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from brandcert.accounts import services
from brandcert.accounts.enums import Role
from brandcert.accounts.models import RoleGrant, Unit, User
from brandcert.accounts.queries import grant_fault, may_see_contact
from brandcert.core import pii
from brandcert.core.admin import PolicyAdmin, name_act
from brandcert.core.errors import BusinessError, Refused

name_act("accounts.rolegrant.grant", gettext_lazy("Appointed"))
name_act("accounts.rolegrant.end_grant", gettext_lazy("Appointment ended"))
name_act("accounts.user.reveal_contact", gettext_lazy("Contact data shown"))
name_act("accounts.user.keep_phone", gettext_lazy("Phone entered"))
name_act("accounts.user.change_name", gettext_lazy("Name changed"))
name_act("accounts.user.forget_unfinished", gettext_lazy("Unfinished registration deleted"))


class RevealForm(forms.Form):
    """What the administrator needs the contact data for; it is written into the audit trail."""

    ground = forms.ChoiceField(
        label=gettext_lazy("What for"),
        choices=[
            ("change", gettext_lazy("to change the address or the number")),
            ("asked", gettext_lazy("the person asked for help")),
            ("incident", gettext_lazy("to look into an incident")),
        ],
        help_text=gettext_lazy(
            "The data is shown to you for thirty minutes. Who looked, when and what for is recorded."
        ),
    )


@admin.register(User)
class UserAdmin(PolicyAdmin):
    """People who may sign in. Passwords are set by their owners, through the link in the mail."""

    add_action = "create"
    change_action = "edit"
    change_form_template = "accounts/user.html"
    list_display = ("name", "masked_email", "is_staff", "is_active", "date_joined")
    list_display_links = ("name", "masked_email")
    list_filter = ("is_staff", "is_active", "grants__role")
    search_fields = ("name", "email")
    fields = ("email", "name", "phone", "is_staff", "is_active")
    ordering = ("email",)

    @admin.display(description=gettext_lazy("e-mail"), ordering="email")
    def masked_email(self, row: User) -> str:
        """Return the address as everybody reads it who did not say what it is needed for."""
        return pii.masked(pii.Kind.EMAIL, row.email)

    @admin.display(description=gettext_lazy("phone"))
    def masked_phone(self, row: User) -> str:
        """Return the telephone number, masked likewise."""
        return pii.masked(pii.Kind.PHONE, row.phone)

    def _is_masked(self, request: HttpRequest, obj: User | None) -> bool:
        return obj is not None and obj.pk != request.user.pk and not may_see_contact(request.user, obj)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show address and telephone masked until they are needed for something that is recorded."""
        if not self._is_masked(request, obj):
            return self.fields
        return ("masked_email", "name", "masked_phone", "is_staff", "is_active")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep people from locking themselves out, and masks from being saved."""
        own = ("is_staff", "is_active") if obj is not None and obj.pk == request.user.pk else ()
        return (*own, "masked_email", "masked_phone")

    def get_urls(self) -> list[URLPattern]:
        """Add the address at which contact data is asked for."""
        reveal = self.admin_site.admin_view(require_POST(self.reveal_view))
        return [
            path("<int:object_id>/reveal/", reveal, name="accounts_user_reveal"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one person, and where contact data is masked the question what it is needed for."""
        row = self.row_or_404(request, object_id)
        asks = self._is_masked(request, row) and self.may(request, "reveal_contact", row)
        context = {"reveal_form": RevealForm() if asks else None, **(extra_context or {})}
        shown: HttpResponse = super().change_view(request, object_id, form_url, context)
        return shown

    def reveal_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Show the contact data of one person for half an hour."""
        row = self.row_or_404(request, object_id)
        try:
            services.reveal_contact(row, ground=request.POST.get("ground", ""), by=request.user)
        except Refused as refusal:
            self.tell(request, str(refusal.reason), failed=True)
        except BusinessError as fault:
            self.tell(request, str(fault), failed=True)
        return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[row.pk]))

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save the person; a new one has no password yet."""
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)


class GrantForm(forms.ModelForm):  # type: ignore[type-arg] # the admin makes the class for its fields
    """An appointment that the rules about appointments admit."""

    by: User

    def clean(self) -> dict[str, Any]:
        """Refuse appointments that would give one person what has to stay with several."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        person, role = cleaned.get("user"), cleaned.get("role")
        if person is not None and role:
            fault = grant_fault(user=person, role=role, unit=cleaned.get("unit"), by=self.by)
            if fault:
                raise forms.ValidationError(fault)
        return cleaned


@admin.register(RoleGrant)
class RoleGrantAdmin(PolicyAdmin):
    """Appointments; an existing one is ended, never rewritten."""

    add_action = "grant"
    change_action = "grant"
    form = GrantForm
    fields = ("user", "role", "unit", "since", "until")
    list_display = ("user", "role", "unit", "since", "until")
    list_filter = ("role", ("unit", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("user", "unit")
    search_fields = ("user__name", "user__email")
    ordering = ("role", "user__email")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Open only the last day of an appointment that exists."""
        return ("user", "role", "unit", "since") if obj is not None else ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer people of staff only."""
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.filter(is_staff=True, is_active=True).order_by("name", "email")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Tell the form who appoints."""
        made = super().get_form(request, obj, change, **kwargs)
        return type(made.__name__, (made,), {"by": request.user})

    def save_model(self, request: HttpRequest, obj: RoleGrant, form: Any, change: bool) -> None:
        """Appoint, or end the appointment, by the service; it writes the trail."""
        if change:
            services.end_grant(obj, until=obj.until, by=request.user)
            return
        made = services.grant_role(
            user=obj.user,
            role=Role(obj.role),
            unit=obj.unit,
            since=obj.since,
            until=obj.until,
            by=request.user,
        )
        obj.pk = made.pk

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write nothing: the service has."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write nothing: the service has."""


@admin.register(Unit)
class UnitAdmin(PolicyAdmin):
    """The recommending units."""

    add_action = "create"
    change_action = "edit"
    list_display = ("name", "division")
    list_select_related = ("division",)
    search_fields = ("name",)
    fields = ("key", "name", "division")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep the key: imports and links rely on it."""
        return ("key",) if obj is not None else ()
