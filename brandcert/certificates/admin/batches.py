"""Lists of certificates to be issued: the dry run, the proposal, the decision."""

import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from brandcert.certificates import queries, services
from brandcert.certificates.models import Certificate, IssueBatch
from brandcert.core import policies
from brandcert.core.admin import PolicyAdmin
from brandcert.core.answers import sent_key
from brandcert.core.errors import BusinessError, Refused

LABEL = "certificates.certificate"


@admin.register(IssueBatch)
class IssueBatchAdmin(PolicyAdmin):
    """Lists of certificates to be issued: proposed after a dry run, approved or declined by another person."""

    rules = LABEL
    change_action = add_action = "write"
    list_display = ("id", "proposed_by", "proposed_at", "state", "progress")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[IssueBatch]:
        """Return all lists to those who may see all certificates."""
        rows: QuerySet[IssueBatch] = super().get_queryset(request)
        return rows.select_related("proposed_by", "approved_by").prefetch_related("certificates")

    @admin.display(description=gettext_lazy("state"))
    def state(self, batch: IssueBatch) -> str:
        """Return where the list stands."""
        if batch.declined_at:
            return _("declined")
        return _("approved") if batch.approved_at else _("waits for approval")

    @admin.display(description=gettext_lazy("issued"))
    def progress(self, batch: IssueBatch) -> str:
        """Return how many are issued of how many."""
        rows = batch.certificates.all()
        return f"{sum(row.status != 'draft' for row in rows)} / {len(rows)}"

    def get_urls(self) -> list[URLPattern]:
        """Add the issue queue and the decisions."""
        wrap = self.admin_site.admin_view
        own = [
            path("queue/", wrap(self.queue_view), name="certificates_issue_queue"),
            path(
                "<int:pk>/approve/", wrap(require_POST(self.approve_view)), name="certificates_issue_approve"
            ),
            path(
                "<int:pk>/decline/", wrap(require_POST(self.decline_view)), name="certificates_issue_decline"
            ),
        ]
        return own + super().get_urls()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Lead to the queue, which shows more than a list could."""
        return HttpResponseRedirect(reverse("admin:certificates_issue_queue"))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Lead to the list's place in the queue."""
        return HttpResponseRedirect(f"{reverse('admin:certificates_issue_queue')}#list-{object_id}")

    def queue_view(self, request: HttpRequest) -> HttpResponse:
        """Show drafts with what stands against each, and the lists that wait or are being made; POST proposes the chosen."""
        if not self.has_view_permission(request):
            return self.refused(request, _("You may not see certificates."))
        if request.method == "POST":
            return self._propose(request)
        may_propose = policies.allowed(request.user, f"{LABEL}.propose_issue")
        rows = [self._dry_run(row) for row in self._drafts()]
        context = {
            "title": _("Issue certificates"),
            "rows": rows,
            "is_ready": any(not row["findings"] for row in rows),
            "may_propose": may_propose,
            "batches": [self._shown(request, batch) for batch in self.get_queryset(request)[:20]],
        }
        return self.page(request, "admin/certificates/queue.html", context)

    def refused(self, request: HttpRequest, reason: Any) -> HttpResponse:
        """Say why the person may not do this."""
        context = {"title": _("Issue certificates"), "reason": reason, "back_url": reverse("admin:index")}
        return self.page(request, "admin/refused.html", context, status=403)

    @staticmethod
    def _drafts() -> QuerySet[Certificate]:
        taken = IssueBatch.objects.filter(declined_at=None).values("certificates")
        rows = Certificate.objects.drafts().exclude(pk__in=taken)
        return rows.select_related(
            "enterprise", "category__program", "application__product", "application__batch"
        ).order_by("pk")

    @staticmethod
    def _dry_run(row: Certificate) -> dict[str, Any]:
        return {
            "certificate": row,
            "url": reverse("admin:certificates_certificate_change", args=[row.pk]),
            "findings": queries.check(row, batch=None, today=timezone.localdate()),
        }

    def _propose(self, request: HttpRequest) -> HttpResponse:
        keys = [sent_key(key) for key in request.POST.getlist("certificate")]
        chosen = list(self._drafts().filter(pk__in=keys))
        try:
            batch = services.propose_issue(chosen, by=request.user, today=timezone.localdate())
        except Refused as error:
            return self.refused(request, error.reason)
        except BusinessError as error:
            self.tell(request, str(error), failed=True)
        else:
            count = batch.certificates.count()
            self.tell(
                request,
                ngettext("%(count)s certificate proposed.", "%(count)s certificates proposed.", count)
                % {"count": count},
            )
        return HttpResponseRedirect(reverse("admin:certificates_issue_queue"))

    def _shown(self, request: HttpRequest, batch: IssueBatch) -> dict[str, Any]:
        rows = list(batch.certificates.all())
        is_open = not (batch.approved_at or batch.declined_at)
        refusal = policies.refusal(request.user, f"{LABEL}.approve_issue", rows[0]) if rows else None
        return {
            "batch": batch,
            "state": self.state(batch),
            "progress": self.progress(batch),
            "certificates": [
                {
                    "certificate": row,
                    "url": reverse("admin:certificates_certificate_change", args=[row.pk]),
                    "differences": queries.differences(row.replaces, row.changes)
                    if row.replaces and row.changes
                    else [],
                }
                for row in rows
            ],
            "is_open": is_open,
            "may_approve": is_open and refusal is None,
            "why_not": refusal if is_open else None,
        }

    def approve_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Approve a list in the name of the second person."""
        now = timezone.now()
        batch = self.row_or_404(request, pk)
        try:
            approved = services.approve_issue(batch, by=request.user, now=now)
        except Refused as error:
            return self.refused(request, error.reason)
        except BusinessError as error:
            self.tell(request, str(error), failed=True)
        else:
            self.tell(request, _told_of_approval(approved, by=request.user, now=now))
        return HttpResponseRedirect(reverse("admin:certificates_issue_queue"))

    def decline_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Decline a list with a reason."""
        reason = request.POST.get("reason", "")
        batch = self.row_or_404(request, pk)
        try:
            services.decline_issue(batch, reason=reason, by=request.user, now=timezone.now())
        except Refused as error:
            return self.refused(request, error.reason)
        except BusinessError as error:
            self.tell(request, str(error), failed=True)
        else:
            self.tell(request, _("Declined."))
        return HttpResponseRedirect(reverse("admin:certificates_issue_queue"))


def _told_of_approval(batch: IssueBatch, *, by: Any, now: datetime.datetime) -> str:
    """Say that the list was approved, and by whom and when if that was done before."""
    if (batch.approved_by_id, batch.approved_at) == (by.pk, now):
        return _("Approved. The certificates are being made.")
    at = date_format(timezone.localtime(batch.approved_at), "Y-m-d H:i")
    return _("This list was approved before, by %(name)s on %(at)s; nothing has changed.") % {
        "name": batch.approved_by,
        "at": at,
    }
