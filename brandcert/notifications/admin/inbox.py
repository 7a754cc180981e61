"""The messages of whoever works at the desk: read here, each person their own."""

from typing import Any, ClassVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from brandcert.core.admin import PolicyAdmin
from brandcert.core.answers import sent_key
from brandcert.notifications import services
from brandcert.notifications.models import Message
from brandcert.notifications.queries import inbox_of, unread_count

PAGE = 30


@admin.register(Message)
class MessageAdmin(PolicyAdmin):
    """What the person was told, unread messages first; opening one counts it as read."""

    add_action: ClassVar[str] = "nothing"
    change_action: ClassVar[str] = "nothing"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """List the person's own messages."""
        if not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)
        user: Any = request.user
        page = Paginator(inbox_of(user), PAGE).get_page(request.GET.get("page"))
        context = {
            "title": capfirst(str(self.opts.verbose_name_plural)),
            "page_obj": page,
            "unread": unread_count(user),
            "newest": max((row.pk for row in page), default=0) if page.number == 1 else 0,
            "may_choose": True,
        }
        return require_GET(self._page)(request, "notifications/inbox.html", context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one message; it counts as read from now on."""
        row = services.mark_read(self.row_or_404(request, object_id), by=request.user)
        return require_GET(self._page)(
            request, "notifications/read.html", {"title": row.subject, "message": row}
        )

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        return self.page(request, template, context)

    def get_urls(self) -> list[URLPattern]:
        """Add the address that marks everything as read."""
        view = self.admin_site.admin_view(require_POST(self.all_read_view))
        return [path("all-read/", view, name="notifications_message_all_read"), *super().get_urls()]

    def all_read_view(self, request: HttpRequest) -> HttpResponse:
        """Mark as read what was there when the list was drawn."""
        user: Any = request.user
        newest = sent_key(request.POST.get("newest", ""))
        count = services.mark_all_read(user, now=timezone.now(), up_to=newest)
        words = ngettext("%(n)s message is marked as read.", "%(n)s messages are marked as read.", count)
        self.tell(request, words % {"n": count})
        return HttpResponseRedirect(reverse("admin:notifications_message_changelist"))
