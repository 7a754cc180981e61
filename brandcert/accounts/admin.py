"""People, their appointments and the units, at the desk of the three administrators."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from brandcert.accounts import services
from brandcert.accounts.enums import Role
from brandcert.accounts.models import RoleGrant, Unit, User
from brandcert.accounts.queries import grant_fault
from brandcert.core.admin import PolicyAdmin, name_act

name_act("accounts.rolegrant.grant", gettext_lazy("Appointed"))
name_act("accounts.rolegrant.end_grant", gettext_lazy("Appointment ended"))
name_act("accounts.user.keep_phone", gettext_lazy("Phone entered"))


@admin.register(User)
class UserAdmin(PolicyAdmin):
    """People who may sign in. Passwords are set by their owners, through the link in the mail."""

    add_action = "create"
    change_action = "edit"
    list_display = ("name", "email", "is_staff", "is_active", "date_joined")
    list_display_links = ("name", "email")
    list_filter = ("is_staff", "is_active", "grants__role")
    search_fields = ("name", "email")
    fields = ("email", "name", "phone", "is_staff", "is_active")
    ordering = ("email",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep people from locking themselves out."""
        return ("is_staff", "is_active") if obj is not None and obj.pk == request.user.pk else ()

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
