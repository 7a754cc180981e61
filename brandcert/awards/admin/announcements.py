"""Announcements of decisions: what was announced, and withdrawing it by another one."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.awards import services
from brandcert.awards.admin.records import RecordAdmin
from brandcert.awards.enums import AnnouncementKind
from brandcert.awards.forms import WithdrawalForm
from brandcert.awards.models import Announcement
from brandcert.core.admin import name_act, register_step

ANNOUNCEMENT = "awards.announcement"


def _stands(row: Announcement) -> bool:
    is_withdrawn = Announcement.objects.filter(withdraws=row).exists()
    return row.kind == AnnouncementKind.AWARD and not is_withdrawn


register_step(
    f"{ANNOUNCEMENT}.propose_withdraw",
    run=services.propose_announcement_withdrawal,
    form=WithdrawalForm,
    label=gettext_lazy("Propose to withdraw it"),
    tone="danger",
    when=_stands,
)
name_act(f"{ANNOUNCEMENT}.withdraw", gettext_lazy("Withdraw the announcement"))
name_act(f"{ANNOUNCEMENT}.issue", gettext_lazy("Announced"))


@admin.register(Announcement)
class AnnouncementAdmin(RecordAdmin):
    """All announcements; none is ever changed."""

    list_display = ("number", "kind", "batch", "issued_on")
    list_filter = ("kind", ("batch", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("batch",)
    search_fields = ("number", "entries__enterprise_name", "entries__product_name")

    def case_title(self, row: Announcement) -> str:
        """Return what is announced."""
        return f"{row.get_kind_display()} {row.batch}"

    def case_number(self, row: Announcement) -> str:
        """Return the number."""
        return row.number

    def case_state(self, row: Announcement) -> tuple[str, str]:
        """Return whether it stands."""
        is_withdrawn = Announcement.objects.filter(withdraws=row).exists()
        return (_("withdrawn"), "grey") if is_withdrawn else (_("announced"), "green")

    def case_facts(self, row: Announcement) -> list[str]:
        """Return the date and who issued it."""
        return [row.issued_on.isoformat(), row.issuing_body]

    def case_sections(self, request: HttpRequest, row: Announcement) -> list[dict[str, Any]]:
        """Return where everybody reads it, and the list."""
        page = reverse("public:announcement", args=[row.pk])
        rows = [{"label": _("Public page"), "value": format_html('<a href="{0}">{0}</a>', page)}]
        if row.withdraws:
            rows += [
                {"label": _("Withdraws"), "value": row.withdraws.number},
                {"label": _("Reason"), "value": row.reason},
            ]
        head = [_("No."), _("Enterprise"), _("Product or service"), _("Category"), _("Division")]
        table = [
            [
                one.position,
                one.enterprise_name,
                one.product_name,
                one.get_category_display(),
                one.division_name,
            ]
            for one in row.entries.all()
        ]
        listed = [{"title": _("List"), "table": {"head": head, "rows": table}}] if table else []
        return [{"title": _("Announcement"), "rows": rows}, *listed]
