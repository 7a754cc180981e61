"""The page of one inspection, made for a phone in a workshop: declare, score, note, photograph."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from brandcert.applications.enums import Status
from brandcert.applications.models import Application
from brandcert.core import policies
from brandcert.core.admin import PolicyAdmin
from brandcert.core.errors import BusinessError, Refused
from brandcert.documents.services import PreviewFailed, page_preview
from brandcert.inspections import services
from brandcert.inspections.admin import acts, field, routes
from brandcert.inspections.admin.findings import finding_lines
from brandcert.inspections.forms import ChecklistForm, DayForm
from brandcert.inspections.models import CalendarFeed, Inspection, TeamMember
from brandcert.inspections.queries import short_notice

HUNDRED = 100


def name_of(row: Any) -> str:
    """Return the title of a criterion or dimension in the user's language."""
    is_chinese = (get_language() or "zh").startswith("zh")
    return str(row.title if is_chinese or not row.title_en else row.title_en)


@admin.register(Inspection)
class InspectionAdmin(PolicyAdmin):
    """The inspections of the person's teams; those who run the review see all."""

    change_action: ClassVar[str] = "nothing"
    list_display = ("application", "enterprise", "mode", "planned_on", "state")
    list_filter = ("mode",)
    search_fields = ("application__receipt_number", "application__enterprise__name")
    ordering = ("-planned_on", "-id")
    list_select_related = ("application__enterprise", "application__product")

    @admin.display(description=gettext_lazy("enterprise"))
    def enterprise(self, row: Inspection) -> str:
        """Return who is visited."""
        return str(row.application.enterprise)

    @admin.display(description=gettext_lazy("state"))
    def state(self, row: Inspection) -> str:
        """Return whether the visit is planned, open, reported or cancelled."""
        if row.cancelled_at is not None:
            return _("cancelled")
        if row.locked_at is not None:
            return _("reported")
        is_open = row.application.status in (Status.INSPECTION, Status.RECTIFICATION)
        return _("open") if is_open else _("waiting for approval")

    # --- addresses ---------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        """Add the acts of the visit and the pictures."""
        wrap = self.admin_site.admin_view
        own = [
            path(
                "routes/",
                wrap(require_GET(never_cache(self.routes_view))),
                name="inspections_inspection_routes",
            ),
            path(
                "routes/calendar/",
                wrap(require_POST(never_cache(self.feed_view))),
                name="inspections_inspection_feed",
            ),
            path(
                "<int:pk>/declare/",
                wrap(require_POST(self.declare_view)),
                name="inspections_inspection_declare",
            ),
            path(
                "<int:pk>/do/<slug:act>/",
                wrap(require_POST(self.act_view)),
                name="inspections_inspection_act",
            ),
            path(
                "<int:pk>/report.pdf",
                wrap(require_GET(self.report_view)),
                name="inspections_inspection_report",
            ),
            path(
                "<int:pk>/photo/<int:photo>.png",
                wrap(require_GET(self.photo_view)),
                name="inspections_inspection_photo",
            ),
        ]
        return own + field.urls(self.admin_site) + super().get_urls()

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the visit; every change is an act of its own."""
        shown: Callable[..., HttpResponse] = require_http_methods(["GET", "HEAD"])(never_cache(self._visit))
        return shown(request, self.row_or_404(request, object_id))

    @staticmethod
    def _here(row: Inspection) -> str:
        return reverse("admin:inspections_inspection_change", args=[row.pk])

    def routes_view(self, request: HttpRequest, address: str = "") -> HttpResponse:
        """Show the visits ahead by prefecture, to whoever may open the list of visits."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form, begin, end = routes.span_of(request.GET, timezone.localdate())
        context = {
            "title": _("Calendar and routes"),
            "form": form,
            "has_errors": form.is_bound and not form.is_valid(),
            "begin": begin,
            "end": end,
            "routes": routes.routes(request.user, begin, end),
            **routes.feeds(request.user),
            "address": address,
        }
        return self.page(request, "inspections/routes.html", context)

    def feed_view(self, request: HttpRequest) -> HttpResponse:
        """Make a secret address of a calendar and show it this once, or revoke one."""
        if "revoke" in request.POST:
            row = get_object_or_404(
                CalendarFeed, pk=acts.number(request.POST["revoke"]), user=request.user.pk
            )
            services.revoke(row, by=request.user, now=timezone.now())
            self.tell(request, _("The address is revoked; calendars that use it stay empty from now on."))
            return HttpResponseRedirect(reverse("admin:inspections_inspection_routes"))
        made = routes.make_feed(request)
        if made is None:
            raise Http404
        return self.routes_view(request, made)

    # --- acts --------------------------------------------------------------------------------
    def declare_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take the declaration of an inspector."""
        row = self.row_or_404(request, pk)
        return self._take(request, row, lambda: services.declare(row, by=request.user), None, "")

    def act_view(self, request: HttpRequest, pk: int, act: str) -> HttpResponse:
        """Save what was entered: the checklist, a finding, a photo, a sample …"""
        row = self.row_or_404(request, pk)
        if act not in acts.FORMS:
            raise Http404
        form = acts.form_of(row, act, request.POST, request.FILES)
        if not form.is_valid():
            return self._visit(request, row, {act: form})
        return self._take(request, row, lambda: acts.carry_out(row, act, form, by=request.user), form, act)

    def _take(
        self, request: HttpRequest, row: Inspection, run: Callable[[], Any], form: Any, act: str
    ) -> HttpResponse:
        try:
            run()
        except Refused as error:
            context = {"title": str(row), "reason": error.reason, "back_url": self._here(row)}
            return self.page(request, "admin/refused.html", context, status=403)
        except BusinessError as error:
            if form is None:
                self.tell(request, str(error), failed=True)
                return HttpResponseRedirect(self._here(row))
            if isinstance(error, services.ChecklistChanged):
                form.show_theirs(error.theirs)
                return self._visit(request, row, {act: form})
            for code, text in getattr(error, "faults", {"": str(error)}).items():
                form.add_error(f"points-{code}" if f"points-{code}" in form.fields else None, text)
            return self._visit(request, row, {act: form})
        self.tell(request, _("Saved at %(time)s.") % {"time": timezone.localtime().strftime("%H:%M")})
        return HttpResponseRedirect(self._here(row))

    def photo_view(self, request: HttpRequest, pk: int, photo: int) -> HttpResponse:
        """Send a photo of the visit, made smaller, to whoever may read the visit."""
        row = self.row_or_404(request, pk)
        found = row.photos.filter(pk=photo).select_related("upload").first()
        if found is None:
            raise Http404
        try:
            place = page_preview(found.upload, page=1)
        except PreviewFailed as error:
            raise Http404(str(error)) from error
        answer = HttpResponse(place.read_bytes(), content_type="image/png")
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Cache-Control"] = "private, no-store"
        return answer

    def report_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Send the report as PDF to whoever may read the visit; before it is locked it is marked as a draft."""
        row = self.row_or_404(request, pk)
        try:
            data = services.report_pdf(row, by=request.user)
        except BusinessError as error:
            self.tell(request, str(error), failed=True)
            return HttpResponseRedirect(self._here(row))
        name = f"{row.application.receipt_number or row.pk}.pdf"
        answer = HttpResponse(data, content_type="application/pdf")
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        answer["X-Content-Type-Options"] = "nosniff"
        answer["Cache-Control"] = "private, no-store"
        return answer

    # --- the page ----------------------------------------------------------------------------
    def _visit(
        self, request: HttpRequest, row: Inspection, failed: dict[str, Any] | None = None
    ) -> HttpResponse:
        given = failed or {}
        case, user = row.application, request.user
        is_open = row.locked_at is None and row.cancelled_at is None and case.status == Status.INSPECTION
        member = row.team.filter(user=user.pk).first()
        may_write = is_open and member is not None and member.declared_at is not None
        answers = list(row.date_answers.select_related("answered_by", "decided_by"))
        may_score = may_write and policies.allowed(user, "applications.application.score_checklist", case)
        checklist = given.get("checklist") or acts.form_of(row, "checklist")
        context = {
            "title": str(case.product or case),
            "visit": row,
            "state": self.state(row),
            "team": row.team.select_related("user").order_by("-is_leader", "pk"),
            "day_answers": answers,
            "may_decide_day": any(not one.suits and one.is_granted is None for one in answers)
            and policies.allowed(user, "applications.application.decide_visit_date", case),
            "day": given.get("day") or DayForm(),
            "must_declare": is_open and member is not None and member.declared_at is None,
            "may_write": may_write,
            "earliest": short_notice(row) if is_open else None,
            "is_early": is_open and member is not None and timezone.localdate() < row.planned_on,
            "may_score": may_score,
            "dimensions": _dimensions(checklist),
            "total": sum(
                (line.points for line in row.checklist.all() if line.points is not None), Decimal(0)
            ),
            "findings": finding_lines(row, today=timezone.localdate()),
            "photos": row.photos.select_related("upload", "finding").order_by("pk"),
            "checklist": checklist,
            "may_note_refusal": may_score and row.refused_at is None,
            **_samples(row, member, case),
            **acts.signing(row, member),
            **{
                act: given.get(act) or acts.form_of(row, act)
                for act in ("finding", "photo", "refusal", "result", "sample")
            },
            "field_url": f"{reverse('admin:inspections_field')}#{row.pk}" if may_write else "",
            "form": next(iter(given.values()), None),
            "has_errors": bool(given),
            "case_url": reverse("admin:applications_application_change", args=[case.pk]),
        }
        return self.page(request, "inspections/visit.html", context)


def _samples(row: Inspection, member: TeamMember | None, case: Application) -> dict[str, Any]:
    """Return the samples, and whether the reader may enter what the laboratory reported."""
    samples = list(row.samples.select_related("report", "taken_by").order_by("pk"))
    is_open = row.locked_at is None and row.cancelled_at is None
    may_settle = (
        is_open
        and case.status in {Status.INSPECTION, Status.RECTIFICATION}
        and member is not None
        and member.declared_at is not None
        and any(not one.outcome for one in samples)
    )
    return {"samples": samples, "may_settle": may_settle}


def _dimensions(form: ChecklistForm) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    for row in form.criteria:
        if not shown or shown[-1]["key"] != row.dimension.key:
            shown.append({"key": row.dimension.key, "name": name_of(row.dimension), "criteria": []})
        shown[-1]["criteria"].append(
            {
                "code": row.code,
                "name": name_of(row),
                "maximum": f"{row.maximum.normalize():f}",
                "points": form[f"points-{row.code}"],
                "reason": form[f"reason-{row.code}"],
                "seen": form[f"seen-{row.code}"],
            }
        )
    return shown
