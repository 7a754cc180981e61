"""The nouns of the kernel at the desk: the audit trail and the calendar."""

import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brandcert.core.admin import PolicyAdmin
from brandcert.core.admin.history import label_of_act, names_of
from brandcert.core.models import CalendarDay, Event
from brandcert.programs.services import set_day


@admin.register(Event)
class EventAdmin(PolicyAdmin):
    """The audit trail, to be read and searched; nobody writes it here."""

    add_action = change_action = "write"
    list_display = ("at", "act", "subject", "who", "is_sealed")
    list_filter = ("subject_type", "at")
    search_fields = ("name", "actor", "=subject_id")
    search_help_text = _("Name of the act, actor such as user:7, or the subject's key")
    ordering = ("-id",)
    fields = ("at", "name", "subject_type", "subject_id", "actor", "payload", "seq", "prev_hash", "hash")
    list_per_page = 100

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Look the names of all actors of the page up at once."""
        changelist = super().get_changelist_instance(request)
        names = names_of({event.actor for event in changelist.result_list})
        for event in changelist.result_list:
            event.actor_name = names.get(event.actor, event.actor)
        return changelist

    @admin.display(description=_("act"), ordering="name")
    def act(self, event: Event) -> str:
        """Return the words of the act."""
        return label_of_act(event.name)

    @admin.display(description=_("subject"))
    def subject(self, event: Event) -> str:
        """Return kind and key of the row."""
        return f"{event.subject_type} {event.subject_id}"

    @admin.display(description=_("actor"), ordering="actor")
    def who(self, event: Any) -> str:
        """Return the name of the person."""
        name: str = event.actor_name
        return name

    @admin.display(description=_("sealed"), boolean=True)
    def is_sealed(self, event: Event) -> bool:
        """Say whether the event has its place in the hash chain."""
        return event.seq is not None


class DayForm(forms.ModelForm):  # type: ignore[type-arg] # the admin makes the class for its fields
    """A day of the calendar that is still to come."""

    def clean_day(self) -> datetime.date:
        """Refuse a day that is over: deadlines were counted by it."""
        day: datetime.date = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise forms.ValidationError(gettext("This day is over: deadlines were counted by it."))
        return day


@admin.register(CalendarDay)
class CalendarDayAdmin(PolicyAdmin):
    """Which dates count as working days, as announced."""

    add_action = "create"
    change_action = "edit"
    list_display = ("day", "is_workday", "label")
    list_filter = ("is_workday",)
    date_hierarchy = "day"
    search_fields = ("name",)
    ordering = ("-day",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Keep the date of a day that was entered."""
        return ("day",) if obj is not None else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep days that are over: deadlines were counted by them."""
        is_over = obj is not None and obj.day < timezone.localdate()
        return not is_over and super().has_change_permission(request, obj)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Refuse a new day that is over, where it is typed."""
        return super().get_form(request, obj, change, **{**kwargs, "form": DayForm})

    def save_model(self, request: HttpRequest, obj: CalendarDay, form: Any, change: bool) -> None:
        """Say what the day is by the service, which writes the trail."""
        made = set_day(
            obj.day,
            is_workday=obj.is_workday,
            name=obj.name,
            by=request.user,
            today=timezone.localdate(),
        )
        obj.pk = made.pk

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write nothing: the service has."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Write nothing: the service has."""

    @admin.display(description=_("name"), ordering="name")
    def label(self, row: CalendarDay) -> str:
        """Return the name of the holiday in the language of the page."""
        return gettext(row.name) if row.name else ""
