"""Published lists and the decisions that follow: what is ready, what is not and why, and the director's one act."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.applications.enums import Status
from brandcert.awards import queries, services
from brandcert.awards.admin.records import APPLICATION, RecordAdmin, case_link, page_of
from brandcert.awards.forms import ConfirmForm, CorrectForm, PaperObjectionForm
from brandcert.awards.models import Announcement, Decision, Objection, PublicNotice
from brandcert.core import policies
from brandcert.core.admin import name_act, register_step
from brandcert.core.admin.clock import SOON, shown_lines
from brandcert.core.errors import GuardFailed
from brandcert.core.models import Approval
from brandcert.core.templatetags.looks import draw_tag
from brandcert.core.terms import workdays_left
from brandcert.core.workdays import add_workdays, workdays_between

NOTICE = "awards.publicnotice"


def waiting_for_award(notice: PublicNotice) -> Any:
    """Return the proposals of the notice's items that wait for the director."""
    return Approval.objects.filter(
        action=f"{APPLICATION}.award",
        outcome="",
        expires_at__gt=timezone.now(),
        subject_id__in=notice.items.values_list("application_id", flat=True),
    )


def _has_candidates(notice: PublicNotice) -> bool:
    waiting = waiting_for_award(notice).values_list("subject_id", flat=True)
    return (
        notice.items.filter(application__status=Status.PUBLIC_NOTICE)
        .exclude(application__in=waiting)
        .exists()
    )


def period_of(row: PublicNotice) -> str:
    """Return begin and end with their hours; the end of a day is 24:00."""
    closes = f"{row.closes:%H:%M}" if row.closes else "24:00"
    return _("from %(first)s to %(last)s") % {
        "first": f"{row.starts_on.isoformat()} {row.opens:%H:%M}",
        "last": f"{row.ends_on.isoformat()} {closes}",
    }


def correction_lines(approval: Approval) -> list[dict[str, Any]]:
    """Return what the second person reads: why, and what each entry says afterwards."""
    lines = [{"label": _("What is corrected, and why"), "value": approval.details["reason"]}]
    for change in approval.details["changes"]:
        words = f"{change['enterprise_name']} · {change['product_name']}"
        value = _("taken off the list") if change["is_removed"] else words
        lines.append({"label": _("Number %(n)s on the list") % {"n": change["position"]}, "value": value})
    return lines


def _enter(row: PublicNotice, *, position: int, scan: Any, by: Any, **said: Any) -> Objection:
    """Keep the scan, and enter the objection to the entry with that number."""
    item = row.items.filter(position=position).first()
    if item is None:
        raise GuardFailed(_("No entry of the list has this number."))
    uploads = [services.store_evidence(file=file, number=number) for number, file in enumerate(scan, start=1)]
    return services.enter_paper(item, files=uploads, by=by, **said)


register_step(
    f"{NOTICE}.propose_awards",
    run=services.propose_awards,
    label=gettext_lazy("Propose the awards that are ready"),
    tone="primary",
    when=_has_candidates,
)
register_step(
    f"{NOTICE}.award",
    run=services.award_list,
    form=ConfirmForm,
    label=gettext_lazy("Award the proposed list"),
    tone="primary",
    when=lambda row: waiting_for_award(row).exists(),
)
register_step(
    f"{NOTICE}.propose_correct",
    run=services.propose_correction,
    form=CorrectForm,
    label=gettext_lazy("Propose a correction"),
    tone="warning",
)
register_step(f"{NOTICE}.correct", describe=correction_lines)
register_step(
    f"{NOTICE}.enter_objection",
    run=_enter,
    form=PaperObjectionForm,
    label=gettext_lazy("Enter an objection on paper"),
)
name_act(f"{NOTICE}.correct", gettext_lazy("Corrected by a further notice"))
name_act(f"{NOTICE}.publish", gettext_lazy("Published"))
name_act("awards.decision.decide", gettext_lazy("Decided"))


@admin.register(PublicNotice)
class PublicNoticeAdmin(RecordAdmin):
    """All public notices, and for each the items, the days left and the way to the awards."""

    change_form_template = "awards/notice.html"
    list_display = ("number", "batch", "state", "number_of_items", "published_on", "ends_on")
    list_filter = (("batch", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("number", "items__enterprise_name", "items__product_name")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Count the items with the rows."""
        rows = super().get_queryset(request).select_related("batch", "corrects")
        return rows.annotate(listed=Count("items", distinct=True))

    @admin.display(description=gettext_lazy("state"))
    def state(self, row: PublicNotice) -> SafeString:
        """Draw whether the period runs."""
        return draw_tag(*self.case_state(row))

    @admin.display(description=gettext_lazy("items"), ordering="listed")
    def number_of_items(self, row: Any) -> int:
        """Return how long the list is."""
        return int(row.listed)

    def case_title(self, row: PublicNotice) -> str:
        """Return what is published."""
        return _("Public notice of %(batch)s") % {"batch": row.batch}

    def case_number(self, row: PublicNotice) -> str:
        """Return the number of the notice."""
        return row.number

    def case_state(self, row: PublicNotice) -> tuple[str, str]:
        """Return whether the period runs."""
        is_over = row.ends_at <= timezone.now()
        return (_("period over"), "grey") if is_over else (_("running"), "blue")

    def case_facts(self, row: PublicNotice) -> list[str]:
        """Return day of publication and period."""
        published = _("published on %(date)s") % {"date": row.published_on.isoformat()}
        corrected = _("corrects %(number)s") % {"number": row.corrects.number} if row.corrects else ""
        return [published, period_of(row), *([corrected] if corrected else [])]

    def case_alerts(self, request: HttpRequest, row: Any) -> list[dict[str, Any]]:
        """Return the notices that correct this one."""
        return [
            {
                "tone": "warning",
                "title": _("Corrected by %(number)s") % {"number": one.number},
                "text": one.reason,
                "url": page_of(one),
            }
            for one in row.corrections.order_by("pk")
        ]

    def case_clock(self, row: PublicNotice) -> dict[str, Any]:
        """Return the last day with how it was counted from the day of publication."""
        today = timezone.localdate()
        left = workdays_between(today, row.ends_on)
        days = workdays_between(row.published_on, row.ends_on)
        return {
            "label": _("Last day"),
            "due": row.ends_on,
            "left": workdays_left(row.ends_on, today) if row.ends_on >= today else _("period over"),
            "tone": "amber" if row.ends_on >= today and left <= SOON else "",
            "provisional": row.is_provisional,
            "lines": shown_lines(add_workdays(row.published_on, days).lines) if days else [],
        }

    def case_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Add the items with what stands against each award; objections only for those who may know of them."""
        return super().case_context(request, row) | self._list(request, row)

    def _list(self, request: HttpRequest, row: PublicNotice) -> dict[str, Any]:
        user = request.user
        hears = policies.allowed(user, "awards.objection.view")
        works = policies.allowed(user, f"{NOTICE}.propose_awards") or policies.allowed(
            user, f"{NOTICE}.award"
        )
        url = reverse("admin:awards_objection_changelist")
        return {
            "items": [
                {
                    "line": line,
                    "case": case_link(line.item.application, user, str(line.item)),
                    "number": line.item.application.receipt_number,
                    "status": line.item.application,
                    "objections_url": f"{url}?item__id__exact={line.item.pk}",
                    "decision_url": page_of(line.award.decision) if line.award else "",
                    # That somebody objected is a reason only for those who may know it.
                    "faults": line.faults if works or hears else (),
                    "met": line.met if works or hears else (),
                }
                for line in queries.listed(row, today=timezone.localdate())
            ],
            "shows_objections": hears,
            "shows_readiness": works or hears,
        }

    def _form_page(self, request: HttpRequest, row: Any, act: Any, form: Any) -> Any:
        answer = super()._form_page(request, row, act, form)
        if act.name == "award":
            answer.template_name = "awards/award.html"
            listed = self._list(request, row)["items"]
            answer.context_data = (answer.context_data or {}) | {
                "ready": [one for one in listed if one["line"].is_proposed and not one["line"].award],
                "others": [one for one in listed if not one["line"].is_proposed and not one["line"].award],
                "decided_on": timezone.localdate(),
            }
        return answer


@admin.register(Decision)
class DecisionAdmin(RecordAdmin):
    """All decisions, and what each awards."""

    list_display = ("number", "batch", "decided_on", "decided_by", "number_of_awards")
    list_filter = (("batch", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("number", "awards__application__enterprise__name")

    def get_queryset(self, request: HttpRequest) -> Any:
        """Count the awards with the rows."""
        rows = super().get_queryset(request).select_related("batch", "decided_by")
        return rows.annotate(awarded=Count("awards", distinct=True))

    @admin.display(description=gettext_lazy("awards"), ordering="awarded")
    def number_of_awards(self, row: Any) -> int:
        """Return how many applications the decision awards."""
        return int(row.awarded)

    def case_title(self, row: Decision) -> str:
        """Return what was decided on."""
        return _("Award decision on %(batch)s") % {"batch": row.batch}

    def case_number(self, row: Decision) -> str:
        """Return the decision number."""
        return row.number

    def case_state(self, row: Decision) -> tuple[str, str]:
        """Return that it is in force."""
        return _("decided"), "green"

    def case_facts(self, row: Decision) -> list[str]:
        """Return the date."""
        return [row.decided_on.isoformat()]

    def case_people(self, request: HttpRequest, row: Decision) -> list[dict[str, Any]]:
        """Return who decided."""
        return [{"role": _("Decided by"), "name": str(row.decided_by)}]

    def case_sections(self, request: HttpRequest, row: Decision) -> list[dict[str, Any]]:
        """Return the awarded applications."""
        awards = row.awards.select_related("application__enterprise", "application__product").order_by("pk")
        table = [
            [
                case_link(award.application, request.user),
                award.application.enterprise,
                award.application.product,
                format_html('<span class="num">{}</span>', award.application.total_score),
            ]
            for award in awards
        ]
        head = [_("Receipt number"), _("Enterprise"), _("Product or service"), _("Total")]
        sections: list[dict[str, Any]] = [{"title": _("Awards"), "table": {"head": head, "rows": table}}]
        if row.held:
            reasons = [
                {"label": str(place), "value": one["reason"]} for place, one in enumerate(row.held, start=1)
            ]
            sections.insert(0, {"title": _("Held back, with the reason"), "rows": reasons})
        announced = Announcement.objects.filter(decision=row).first()
        if announced is not None:
            link = format_html('<a href="{}">{}</a>', page_of(announced), announced.number)
            sections.insert(0, {"title": _("Announcement"), "rows": [{"label": _("Number"), "value": link}]})
        return sections
