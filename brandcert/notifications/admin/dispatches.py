"""What went out and what did not: the list of dispatches, with another try for those given up."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from brandcert.core import policies
from brandcert.core.admin import PolicyAdmin
from brandcert.core.errors import BusinessError, Refused
from brandcert.core.templatetags.looks import draw_tag
from brandcert.lists.acts import BulkAct, register
from brandcert.notifications import services
from brandcert.notifications.enums import Channel, Result
from brandcert.notifications.models import Dispatch
from brandcert.notifications.queries import label_of_kind, masked_address, masked_name
from brandcert.notifications.queries.delivery import TONES


class ResultFilter(admin.SimpleListFilter):
    """Waiting, sent or failed."""

    title = pgettext_lazy("dispatch", "result")
    parameter_name = "result"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer the three results."""
        return list(Result.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the list."""
        conditions: dict[str | None, dict[str, Any]] = {
            Result.FAILED: {"failed_at__isnull": False},
            Result.SENT: {"sent_at__isnull": False},
            Result.WAITING: {"sent_at": None, "failed_at": None},
        }
        return queryset.filter(**conditions.get(self.value(), {}))


class ChannelFilter(admin.SimpleListFilter):
    """The channels by which something is sent; the portal needs no sending."""

    title = gettext_lazy("channel")
    parameter_name = "channel"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer mail and text messages."""
        return [(way.value, way.label) for way in (Channel.EMAIL, Channel.SMS)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Narrow the list."""
        return queryset.filter(channel=self.value()) if self.value() else queryset


@admin.register(Dispatch)
class DispatchAdmin(PolicyAdmin):
    """Read, never written; the words of a message and the address are not shown to those who look after mail."""

    add_action: ClassVar[str] = "nothing"
    change_action: ClassVar[str] = "nothing"
    change_form_template = "notifications/dispatch.html"
    list_display = ("created", "notice", "channel", "to", "result_label", "error")
    list_display_links = ("created", "notice")
    list_filter = (ResultFilter, ChannelFilter)
    list_select_related = ("message__recipient",)
    ordering = ("-id",)
    fields = (
        "created",
        "notice",
        "channel",
        "to",
        "result_label",
        "attempts",
        "not_before",
        "sent_at",
        "failed_at",
        "error",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Write nothing here."""
        return self.fields

    @admin.display(description=gettext_lazy("told at"), ordering="id")
    def created(self, row: Dispatch) -> str:
        """Return when the message was written."""
        return str(date_format(timezone.localtime(row.message.created_at), "Y-m-d H:i"))

    @admin.display(description=gettext_lazy("notice"), ordering="message__kind")
    def notice(self, row: Dispatch) -> str:
        """Return what kind of notice it is; its words may name a case that is none of an administrator's business."""
        return label_of_kind(row.message.kind, get_language() or "") if row.message.kind else "–"

    @admin.display(description=gettext_lazy("recipient and address"))
    def to(self, row: Dispatch) -> str:
        """Return the recipient and address, masked."""
        name = masked_name(row.message.recipient.name)
        return f"{name} {masked_address(row.address, row.channel)}".strip()

    @admin.display(description=pgettext_lazy("dispatch", "result"))
    def result_label(self, row: Dispatch) -> SafeString:
        """Draw the result."""
        return draw_tag(row.result.label, TONES[row.result])

    def get_urls(self) -> list[URLPattern]:
        """Add the address of another try."""
        retry = self.admin_site.admin_view(require_POST(self.retry_view))
        return [
            path("<int:object_id>/retry/", retry, name="notifications_dispatch_retry"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one dispatch, and the button for another try."""
        row = self.row_or_404(request, object_id)
        offers = row.failed_at is not None and self.may(request, "retry", row)
        context = {"offers_retry": offers, "show_save": False, **(extra_context or {})}
        shown: HttpResponse = super().change_view(request, object_id, form_url, context)
        return shown

    def retry_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Try a dispatch again."""
        row = self.row_or_404(request, object_id)
        try:
            services.retry(row, by=request.user, now=timezone.now())
        except Refused as refusal:
            self.tell(request, str(refusal.reason), failed=True)
        except BusinessError as fault:
            self.tell(request, str(fault), failed=True)
        else:
            self.tell(request, _("The dispatch is tried again."))
        return HttpResponseRedirect(reverse("admin:notifications_dispatch_change", args=[row.pk]))


def named(rows: Any) -> Any:
    """Fetch with each dispatch what its line names."""
    return rows.select_related("message")


def title(row: Dispatch) -> tuple[str, str]:
    """Return the number of the dispatch, and the kind of notice; neither recipient nor case."""
    return str(row.pk), label_of_kind(row.message.kind, get_language() or "") if row.message.kind else "–"


register(
    BulkAct(
        action="notifications.dispatch.retry",
        label=gettext_lazy("Try deliveries again"),
        run=services.retry,
        offered=lambda user: policies.allowed(user, "notifications.dispatch.retry"),
        rows=named,
        title=title,
    )
)
