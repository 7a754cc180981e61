"""The halt of all issuing: ordered by one person on one page, lifted by two."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.certificates import queries, services
from brandcert.certificates.enums import HaltStatus
from brandcert.certificates.forms import HaltForm
from brandcert.certificates.models import Halt
from brandcert.core import policies
from brandcert.core.admin import CaseAdmin, ReasonForm, name_act, register_step
from brandcert.core.errors import BusinessError, Refused

HALT: Final = "certificates.halt"
register_step(f"{HALT}.lift", form=ReasonForm, propose=services.propose_lift)
name_act(f"{HALT}.halt", gettext_lazy("All issuing halted"))


@admin.register(Halt)
class HaltAdmin(CaseAdmin):
    """Every halt of all issuing, with who ordered it, why, and who let issuing go on."""

    add_action = "halt"
    list_display = ("__str__", "ordered_by", "status_label", "lifted_at")
    list_select_related = ("ordered_by",)

    def case_title(self, row: Halt) -> str:
        """Return what the page is about."""
        return _("Halt of all issuing")

    def case_state(self, row: Halt) -> tuple[str, str]:
        """Return whether it stands."""
        return row.get_status_display(), "red" if row.status == HaltStatus.STANDING else "grey"

    def case_facts(self, row: Halt) -> list[str]:
        """Return since when it stands, and by whom."""
        return [f"{timezone.localtime(row.ordered_at):%Y-%m-%d %H:%M}", str(row.ordered_by)]

    def case_sections(self, request: HttpRequest, row: Halt) -> list[dict[str, Any]]:
        """Return why, and since when issuing goes on."""
        told = [
            (_("Reason"), row.reason),
            (_("lifted at"), f"{timezone.localtime(row.lifted_at):%Y-%m-%d %H:%M}" if row.lifted_at else ""),
            (
                _("What it stops"),
                _("numbers, signatures on certificates, issues and manifests, everywhere at once"),
            ),
            (
                _("What goes on"),
                _(
                    "every certificate that was issued stays as it is; suspensions and revocations are published"
                ),
            ),
        ]
        return [{"title": _("Halt"), "rows": [{"label": name, "value": text} for name, text in told if text]}]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask why, and halt."""
        reason = policies.refusal(request.user, f"{HALT}.halt")
        if reason is not None:
            raise Refused(reason)
        standing = queries.standing_halt()
        if standing is not None:
            return HttpResponseRedirect(self.case_url(standing))
        form = HaltForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                row = services.halt(**form.cleaned_data, by=request.user, now=timezone.now())
            except BusinessError as error:
                form.add_error(None, str(error))
            else:
                self.tell(request, _("All issuing is halted."))
                return HttpResponseRedirect(self.case_url(row))
        label = _("Halt all issuing")
        context = {
            "title": label,
            "form": form,
            "act": {"label": label, "tone": "danger"},
            "has_errors": form.is_bound and not form.is_valid(),
            "crumbs": [*self._list_crumb(request), {"title": label}],
            "back_url": self._url("changelist"),
        }
        return self.page(request, "admin/step.html", context)
