"""What the pages of this stage share: rows whose state follows from their dates, and proposals about their applications."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from brandcert.applications.models import Application
from brandcert.core import policies
from brandcert.core.admin import CaseAdmin
from brandcert.core.admin.steps import approvals_for
from brandcert.core.errors import BusinessError, Refused
from brandcert.core.models import Approval

APPLICATION = "applications.application"


class RecordAdmin(CaseAdmin):
    """The page of a row without a stored state; subclasses say by `case_state` where it stands."""

    # What a worker fills in by itself: nobody who looked at the page before is sent back because of it.
    printed_later: ClassVar[tuple[str, ...]] = ()

    def case_version(self, row: Any) -> str:
        """Return the hash of the row: whoever saw older facts is told."""
        return self.fingerprint(row, without=self.printed_later)

    def ask_first(
        self,
        request: HttpRequest,
        form: forms.Form,
        *,
        action: str,
        label: str,
        run: Callable[[dict[str, Any]], HttpResponse],
    ) -> HttpResponse:
        """Ask for what a new row needs and answer with what `run` makes of it; what is refused stays on the page.

        Raises Refused for whoever may not do it at all.
        """
        reason = policies.refusal(request.user, action)
        if reason is not None:
            raise Refused(reason)
        if request.method == "POST" and form.is_valid():
            try:
                return run(form.cleaned_data)
            except BusinessError as error:
                form.add_error(None, str(error))
        context = {
            "title": label,
            "form": form,
            "act": {"label": label, "tone": "primary"},
            "has_errors": form.is_bound and not form.is_valid(),
            "crumbs": [*self._list_crumb(request), {"title": label}],
            "back_url": self._url("changelist"),
        }
        return self.page(request, "admin/step.html", context)


class HearingAdmin(RecordAdmin):
    """The page of an objection or an appeal: the proposed decision may wait at the application and is approved here."""

    # The key under which a proposal about the application names the row.
    detail: ClassVar[str]

    def application_of(self, row: Any) -> Application:
        """Return the application that is disputed."""
        raise NotImplementedError

    def may_approve(self, request_user: Any, row: Any) -> Any:
        """Return why the person may not decide in this matter, beside the rules of the application's step."""
        return None

    def proposals(self, row: Any) -> list[Approval]:
        """Return the proposals about the application that concern this row, decided ones too."""
        found = Approval.objects.filter(
            subject_type=APPLICATION, subject_id=self.application_of(row).pk
        ).order_by("pk")
        return [approval for approval in found if approval.details.get(self.detail) == row.pk]

    def _approvals(self, row: Any, user: Any) -> list[dict[str, Any]]:
        keys = {approval.pk for approval in self.proposals(row)}
        refused = self.may_approve(user, row)
        shown = [one for one in approvals_for(self.application_of(row), user) if one["pk"] in keys]
        return super()._approvals(row, user) + [
            one
            | ({} if refused is None or one["is_mine"] else {"may_approve": False, "why_not": refused})
            | {
                "approve_url": self._url("approve", row.pk, one["pk"]),
                "decline_url": self._url("decline", row.pk, one["pk"]),
            }
            for one in shown
        ]

    def _proposal(self, request: HttpRequest, object_id: int, approval_id: int) -> tuple[Any, Approval]:
        row = self.row_or_404(request, object_id)
        for approval in self.proposals(row):
            if approval.pk == approval_id:
                return row, approval
        found: tuple[Any, Approval] = super()._proposal(request, object_id, approval_id)
        return found

    def is_proposed(self, row: Any) -> bool:
        """Say whether a decision waits for its second person."""
        return any(not approval.outcome for approval in self.proposals(row))


def case_link(application: Application, user: Any, words: str = "") -> SafeString | str:
    """Return the number of the case, as a link for those who may open it."""
    text = words or str(application)
    if not policies.allowed(user, f"{APPLICATION}.view", application):
        return text
    return format_html('<a href="{}">{}</a>', page_of(application), text)


def page_of(row: Any) -> str:
    """Return the address of a row's page at the desk."""
    meta = row._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[row.pk])
