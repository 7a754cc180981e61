"""The nouns of the kernel at the desk: the audit trail and the calendar."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from brandcert.core import policies
from brandcert.core.admin import PolicyAdmin, name_act
from brandcert.core.admin.case import CHANGES, CONFIRMED
from brandcert.core.admin.history import label_of_act, names_of, subject_of
from brandcert.core.errors import FactsChanged
from brandcert.core.models import CalendarDay, Event
from brandcert.desk.days import DaysForm, store, write_line
from brandcert.notifications.catalogue import NOTICES, SILENT, events_of

name_act("core.event.verify", _("Audit trail verified"))
name_act("core.calendarday.create", _("Days of the calendar entered"))
name_act("core.calendarday.edit", _("Day of the calendar changed"))


def codes_called(words: str) -> list[str]:
    """Return the codes of all acts whose words, in the user's language, contain the words."""
    sought = words.strip().casefold()
    known = {*policies.declared(), *SILENT, *events_of(*NOTICES)} if sought else set()
    return sorted(code for code in known if sought in label_of_act(code).casefold())


@admin.register(Event)
class EventAdmin(PolicyAdmin):
    """The audit trail, to be read and searched; nobody writes it here."""

    add_action = change_action = "write"
    list_display = ("at", "act", "subject", "who", "is_sealed")
    list_filter = ("subject_type", "at")
    search_fields = ("name", "actor", "=subject_id")
    search_help_text = _("Words or code of the act, actor such as user:7, or the subject's key")
    ordering = ("-id",)
    fields = ("at", "act", "subject_type", "subject_id", "actor", "payload", "seq", "prev_hash", "hash")
    list_per_page = 100

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Look the names of all actors of the page up at once."""
        changelist = super().get_changelist_instance(request)
        names = names_of({event.actor for event in changelist.result_list})
        for event in changelist.result_list:
            event.actor_name = names.get(event.actor, event.actor)
        return changelist

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show the act in words on the page of an event."""
        return ("act",)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        """Find events by the words of their act as well, as they stand in the list."""
        found, repeats = super().get_search_results(request, queryset, search_term)
        codes = codes_called(search_term)
        return (found | queryset.filter(name__in=codes) if codes else found), repeats

    @admin.display(description=_("act"), ordering="name")
    def act(self, event: Event) -> SafeString:
        """Return the words of the act, its code small beside them."""
        return format_html('{} <small class="quiet">{}</small>', label_of_act(event.name), event.name)

    @admin.display(description=_("subject"))
    def subject(self, event: Event) -> str:
        """Return kind and key of the row."""
        return subject_of(event)

    @admin.display(description=_("actor"), ordering="actor")
    def who(self, event: Any) -> str:
        """Return the name of the person."""
        name: str = event.actor_name
        return name

    @admin.display(description=_("sealed"), boolean=True)
    def is_sealed(self, event: Event) -> bool:
        """Say whether the event has its place in the hash chain."""
        return event.seq is not None


@admin.register(CalendarDay)
class CalendarDayAdmin(PolicyAdmin):
    """Which dates count as working days, as announced; what an announcement does to running clocks is read before it is stored."""

    add_action = "create"
    change_action = "edit"
    list_display = ("day", "is_workday", "label", "source")
    list_filter = ("is_workday",)
    date_hierarchy = "day"
    search_fields = ("name", "source")
    ordering = ("-day",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Keep days that are over: deadlines were counted by them."""
        is_over = obj is not None and obj.day < timezone.localdate()
        return not is_over and super().has_change_permission(request, obj)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the page on which days are entered, one or a whole year's; days that are over are only read."""
        row = self.row_or_404(request, object_id) if object_id else None
        may = self.has_change_permission(request, row) if row else self.has_add_permission(request)
        if may:
            return self._enter(request, row)
        if row is None or request.method != "GET":
            raise PermissionDenied
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _enter(self, request: HttpRequest, row: CalendarDay | None) -> HttpResponse:
        start = {"lines": write_line(row), "source": row.source} if row else {}
        if request.method != "POST":
            return self._shown(request, row, DaysForm(row=row, user=request.user, initial=start))
        form = DaysForm(request.POST, row=row, user=request.user)
        if row and request.POST.get("version", "") not in ("", self.fingerprint(row)):
            form.full_clean()
            form.add_error(None, f"{FactsChanged()} {write_line(row)}")
            return self._shown(request, row, form, status=409)
        if not form.is_valid() or CHANGES in request.POST:
            return self._shown(request, row, form)
        if CONFIRMED not in request.POST:
            return self._read_first(request, row, form)
        made = store(row, by=request.user, today=timezone.localdate(), **form.cleaned_data)
        words = ngettext("%(count)d day is new or changed.", "%(count)d days are new or changed.", made)
        self.tell(request, words % {"count": made})
        return HttpResponseRedirect(reverse("admin:core_calendarday_changelist"))

    def _context(self, row: CalendarDay | None, form: DaysForm) -> dict[str, Any]:
        back = reverse("admin:core_calendarday_changelist")
        title = gettext("Enter announced days")
        return {
            "title": title,
            "form": form,
            "act": {"label": title, "tone": "primary"},
            "case": {"title": str(row) if row else ""},
            "crumbs": [
                {"title": capfirst(str(self.opts.verbose_name_plural)), "url": back},
                {"title": title},
            ],
            "back_url": back,
            "state_version": self.fingerprint(row) if row else "",
        }

    def _shown(
        self, request: HttpRequest, row: CalendarDay | None, form: DaysForm, *, status: int = 200
    ) -> HttpResponse:
        return self.page(request, "admin/step.html", self._context(row, form), status=status)

    def _read_first(self, request: HttpRequest, row: CalendarDay | None, form: DaysForm) -> HttpResponse:
        kept = [(name, request.POST.get(name, "")) for name in (*form.fields, "version")]
        context = self._context(row, form) | {"preview": form.preview(), "kept": kept}
        return self.page(request, "admin/preview.html", context)

    @admin.display(description=_("name"), ordering="name")
    def label(self, row: CalendarDay) -> str:
        """Return the name of the holiday in the language of the page."""
        return gettext(row.name) if row.name else ""
