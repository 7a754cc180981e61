"""The eligibility sheet at the desk: saved while one works, filed when it is complete, and where it leads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.applications import services
from brandcert.applications.forms.sheet import EligibilityForm
from brandcert.core.admin import name_act

if TYPE_CHECKING:
    from brandcert.applications.admin import ApplicationAdmin

STEP: Final = "check_eligibility"
KEEP: Final = "keep"
# Where the saved sheet may lead: T2 and T7 take over what it says.
LEADS: Final = ("request_correction", "refuse_acceptance")
name_act("applications.application.keep_sheet", gettext_lazy("Eligibility sheet saved"))


def keep_first(page: ApplicationAdmin, request: HttpRequest, row: Any, act: Any) -> HttpResponse | None:
    """Save the sheet that was posted; return a page when that was all or a colleague was faster, None to file it."""
    form = EligibilityForm(request.POST, row=row, user=request.user)
    user: Any = request.user
    kept = services.keep_sheet(row, entries=form.entries, by=user, now=timezone.now())
    goes_on = request.POST.get(KEEP, "")
    if kept.clashes or (kept.newer and not goes_on):
        form.full_clean()
        form.errors.clear()
        form.show_colleague(kept.clashes, taken=False)
        form.show_colleague(kept.newer, taken=True)
        return page.page(
            request,
            "applications/sheet.html",
            page._step_context(request, row, act, form) | {"has_errors": True},
            status=409,
        )
    if not goes_on:
        return None
    page.tell(request, _("The sheet is saved; it is not filed yet."))
    target = goes_on if goes_on in LEADS else STEP
    return HttpResponseRedirect(page._url("step", row.pk, target))
