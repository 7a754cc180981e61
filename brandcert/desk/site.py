"""The management site: one login path, navigation by role, my work on the first page."""

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.contrib import admin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.accounts.enums import GrantKind, Role
from brandcert.core import policies
from brandcert.core.admin import PolicyAdmin
from brandcert.core.admin.finding import FoundRows
from brandcert.core.admin.history import label_of_act, names_of
from brandcert.desk import queues
from brandcert.notifications.queries import inbox_of, unread_count

ROWS_ON_THE_FIRST_PAGE: Final = 6
ROWS_OF_A_PAGE: Final = 50
APPROVALS: Final = "approvals"
ICONS: Final = {
    "applications.application": "file-earmark-text",
    "enterprises.enterprise": "building",
    "enterprises.integrityrecord": "exclamation-circle-fill",
    "programs.program": "star",
    "programs.batch": "calendar3",
    "programs.criterion": "list-check",
    "programs.documentrequirement": "files",
    "programs.rubric": "table",
    "reviews.conflict": "slash-circle-fill",
    "reviews.expert": "people",
    "reviews.assignment": "journal-check",
    "reviews.interest": "journal-text",
    "reviews.absence": "calendar3",
    "reviews.affiliate": "diagram-3",
    "reviews.expertobjection": "chat-dots",
    "reviews.batchdraw": "files",
    "reviews.panelrule": "list-check",
    "inspections.inspection": "geo-alt",
    "inspections.visitrule": "list-check",
    "awards.deliberation": "people",
    "awards.consultation": "building",
    "awards.publicnotice": "megaphone",
    "awards.objection": "chat-dots",
    "awards.decision": "patch-check-fill",
    "awards.announcement": "megaphone",
    "awards.appeal": "arrow-repeat",
    "certificates.certificate": "award",
    "supervision.sanctioncase": "bank",
    "certificates.issuebatch": "printer",
    "certificates.halt": "pause-circle-fill",
    "register.legacytitle": "journal-text",
    "feedback.rating": "bar-chart",
    "feedback.followup": "chat-dots",
    "accounts.user": "person-circle",
    "accounts.rolegrant": "key",
    "accounts.unit": "bank",
    "notifications.message": "bell",
    "notifications.dispatch": "envelope",
    "documents.letter": "journal-text",
    "documents.lettertemplate": "files",
    "notifications.messagetemplate": "chat-dots",
    "lists.bulkjob": "list-check",
    "lists.listcopy": "download",
    "lists.savedfilter": "star",
    "core.event": "shield-lock",
    "core.calendarday": "calendar3",
}


class ManageSite(admin.AdminSite):
    """Django's admin with the login page of the whole site, the queues of each role and nothing to delete."""

    site_header = gettext_lazy("Jilin Premium")
    site_title = gettext_lazy("Jilin Premium")
    index_title = gettext_lazy("My work")
    empty_value_display = "–"

    def __init__(self, name: str = "admin") -> None:
        """Take Django's bulk deletion out of every list."""
        super().__init__(name)
        self.disable_action("delete_selected")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Let in only pages that ask our policies; those that libraries bring ask Django's table and are left out."""
        if admin_class is not None and issubclass(admin_class, PolicyAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponseRedirect:
        """Send to the one login page; whoever is signed in but not staff goes to the home page."""
        if request.user.is_authenticated:
            return HttpResponseRedirect(resolve_url("/"))
        query = urlencode({"next": request.GET.get("next", request.get_full_path())})
        return HttpResponseRedirect(f"{resolve_url('account_login')}?{query}")

    def password_change(  # type: ignore[override] # no page of its own
        self, request: HttpRequest, extra_context: Any = None
    ) -> HttpResponseRedirect:
        """Send to the one page where passwords change: it asks for a fresh proof and tells the owner."""
        return HttpResponseRedirect(resolve_url("account_change_password"))

    def autocomplete_view(self, request: HttpRequest) -> Any:
        """Answer a few letters with the rows the person may see or find."""
        return FoundRows.as_view(admin_site=self)(request)

    # --- frame -------------------------------------------------------------------------------
    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add the navigation by role, with how much waits, and whether this is a demonstration."""
        context: dict[str, Any] = super().each_context(request)
        context["demo"] = settings.DEMO
        context["borrowed_roles"] = self._borrowed_roles(request)
        context["nav_groups"] = self._nav_groups(request, context["available_apps"])
        return context

    def _borrowed_roles(self, request: HttpRequest) -> list[dict[str, Any]]:
        """Return which roles the person holds by emergency access, until when, and where that is ended."""
        return [
            {
                "role": grant.get_role_display(),
                "until": grant.expires_at,
                "url": reverse(f"{self.name}:accounts_rolegrant_change", args=[grant.pk]),
            }
            for grant in getattr(request.user, "current_grants", ())
            if grant.kind == GrantKind.EMERGENCY
        ]

    def _nav_groups(self, request: HttpRequest, app_list: Any) -> list[dict[str, Any]]:
        if not self.has_permission(request):
            return []
        if not hasattr(request, "_nav_groups"):
            groups = [{"title": _("My work"), "items": self._work_items(request)}]
            groups += [{"title": app["name"], "items": self._model_items(request, app)} for app in app_list]
            request._nav_groups = [group for group in groups if group["items"]]  # type: ignore[attr-defined] # kept for one request: several contexts ask
        found: list[dict[str, Any]] = request._nav_groups  # type: ignore[attr-defined] # set above
        return found

    def _work_items(self, request: HttpRequest) -> list[dict[str, Any]]:
        user: Any = request.user
        start = reverse(f"{self.name}:index")
        items = [_item(request, start, _("Overview"), "house", exact=True)]
        if Role.EXPERT in getattr(user, "roles", ()) and hasattr(user, "expert"):
            own = reverse(f"{self.name}:reviews_expert_mine")
            items.append(_item(request, own, _("My entry in the pool"), "person-circle"))
        if policies.allowed(user, "programs.batch.view_board"):
            boards = reverse(f"{self.name}:reviews_board_list")
            items.append(_item(request, boards, _("Boards of the review"), "list-check"))
        if policies.allowed(user, "programs.batch.view_ranking"):
            rounds = reverse(f"{self.name}:reviews_ranking_list")
            items.append(_item(request, rounds, _("Rankings"), "award"))
        if policies.allowed(user, "applications.unitlist.list"):
            desks = reverse(f"{self.name}:applications_unit_lists")
            items.append(_item(request, desks, _("Recommendations by unit"), "list-check"))
        waiting = queues.pending_approvals(user).count()
        if waiting:
            items.append(
                _item(request, self.queue_url(APPROVALS), _("Approvals"), "check-circle-fill", waiting)
            )
        return items + [
            _item(request, self.queue_url(queue.key), queue.title, queue.icon, queue.rows(user).count())
            | {"quiet": queue.quiet}
            for queue in queues.queues_of(user)
        ]

    def _model_items(self, request: HttpRequest, app: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [
            _item(request, model["admin_url"], model["name"], ICONS.get(model["model"]._meta.label_lower, ""))
            for model in app["models"]
            if model.get("admin_url")
        ]

    # --- pages -------------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Add the page of each queue."""
        return [
            path("queues/<slug:key>/", self.admin_view(self.queue_view), name="queue"),
            *super().get_urls(),
        ]

    def queue_url(self, key: str) -> str:
        """Return the address of a queue."""
        return reverse(f"{self.name}:queue", args=[key])

    def index(self, request: HttpRequest, extra_context: Mapping[str, Any] | None = None) -> TemplateResponse:
        """Show the person's queues with the most urgent rows of each."""
        user: Any = request.user
        shown = []
        for queue in queues.queues_of(user):
            waiting = queue.rows(user)
            shown.append(self._queue(queue, waiting[:ROWS_ON_THE_FIRST_PAGE], waiting.count()))
        approvals = self._approvals(user)
        if approvals or user.roles & {Role.DIRECTOR, Role.SECADMIN}:
            shown.insert(0, self._approval_queue(approvals[:ROWS_ON_THE_FIRST_PAGE], len(approvals)))
        unread = self._unread(user)
        context = {
            "title": self.index_title,
            "queues": [*shown, *unread] or None,
            "lists_models": not shown,
            "may_take_over": policies.allowed(user, "accounts.rolegrant.open_emergency"),
            **(extra_context or {}),
        }
        return self._page(request, "admin/index.html", {"app_list": self.get_app_list(request), **context})

    def queue_view(self, request: HttpRequest, key: str) -> HttpResponse:
        """Show one queue whole, page by page; another role's queue does not exist for the person."""
        user: Any = request.user
        if key == APPROVALS:
            waiting = self._approvals(user)
            shown = self._approval_queue(waiting, len(waiting))
            return self._page(request, "admin/queue.html", {"title": _("Approvals"), "queues": [shown]})
        queue = next((queue for queue in queues.queues_of(user) if queue.key == key), None)
        if queue is None:
            raise Http404
        page = Paginator(queue.rows(user), ROWS_OF_A_PAGE).get_page(request.GET.get("page"))
        shown = self._queue(queue, page.object_list, page.paginator.count)
        context = {"title": queue.title, "queues": [shown], "page_obj": page}
        return self._page(request, "admin/queue.html", context)

    def _unread(self, user: Any) -> list[dict[str, Any]]:
        """Return the box of unread messages, the latest first; none without any."""
        count = unread_count(user)
        if not count:
            return []
        rows = [
            {
                "title": message.subject,
                "facts": [date_format(timezone.localtime(message.created_at), "Y-m-d H:i")],
                "url": self.url_of(message),
            }
            for message in inbox_of(user)[:ROWS_ON_THE_FIRST_PAGE]
            if message.read_at is None
        ]
        url = reverse(f"{self.name}:notifications_message_changelist")
        return [{"title": _("Unread messages"), "url": url, "count": count, "rows": rows, "quiet": True}]

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> TemplateResponse:
        request.current_app = self.name
        return TemplateResponse(request, template, {**self.each_context(request), **context})

    def _queue(self, queue: queues.Queue, rows: Any, count: int) -> dict[str, Any]:
        return {
            "title": queue.title,
            "url": self.queue_url(queue.key),
            "count": count,
            "quiet": queue.quiet,
            "rows": queues.rows_for(list(rows), self.url_of),
        }

    def _approval_queue(self, rows: list[dict[str, Any]], count: int) -> dict[str, Any]:
        title = _("Waiting for my approval")
        return {"title": title, "url": self.queue_url(APPROVALS), "count": count, "rows": rows}

    def _approvals(self, user: Any) -> list[dict[str, Any]]:
        waiting = list(queues.pending_approvals(user))
        if not waiting:
            return []
        subjects = queues.subjects_of(waiting)
        rows = [
            (approval, subjects.get((approval.subject_type, approval.subject_id))) for approval in waiting
        ]
        mine = [(approval, row) for approval, row in rows if queues.may_approve(user, approval, row)]
        names = names_of(approval.proposed_by for approval, _row in mine)
        return [
            {
                "title": f"{label_of_act(approval.action)} · {queues.title_of(row)}",
                "facts": [
                    *queues.facts_of(row),
                    _("proposed by %(name)s") % {"name": names.get(approval.proposed_by, "")},
                    date_format(timezone.localtime(approval.proposed_at), "Y-m-d H:i"),
                ],
                "url": self.url_of(row),
            }
            for approval, row in mine
        ]

    def url_of(self, row: Any) -> str:
        """Return the address of the row's own page, else of the application it belongs to."""
        for candidate in (row, getattr(row, "application", None), getattr(row, "certificate", None)):
            if candidate is None or type(candidate) not in self._registry:
                continue
            meta = candidate._meta
            try:
                return reverse(f"{self.name}:{meta.app_label}_{meta.model_name}_change", args=[candidate.pk])
            except NoReverseMatch:
                continue
        return ""


def _item(
    request: HttpRequest, url: str, title: Any, icon: str, count: int = 0, *, exact: bool = False
) -> dict[str, Any]:
    active = request.path == url if exact else request.path.startswith(url)
    return {"url": url, "title": title, "icon": icon, "count": count, "active": active}
