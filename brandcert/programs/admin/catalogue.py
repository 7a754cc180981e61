"""The catalogue of a batch at the desk: read with the batch, edited on one page, proposed to a second person once it is open."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.core.admin import CaseAdmin, StepForm, name_act, register_step
from brandcert.core.errors import BusinessError, SomeoneWasFaster
from brandcert.core.models import Approval
from brandcert.programs import services
from brandcert.programs.admin.wording import label_of_class, said_class
from brandcert.programs.forms import CatalogueForm
from brandcert.programs.models import Batch, CatalogueClass

BATCH: Final = "programs.batch"
SET: Final = "set_catalogue"
PROPOSE: Final = "propose_change_catalogue"
CATALOGUE_STEPS: Final = frozenset({SET, PROPOSE})
name_act(f"{BATCH}.change_catalogue", gettext_lazy("Change of the catalogue of an open batch"))


def _lines(approval: Approval) -> list[dict[str, Any]]:
    """Return what the second person reads: every class before and after, and why."""
    lines = [
        {"label": label_of_class(path), "value": f"{said_class(before)} → {said_class(after)}"}
        for path, (before, after) in approval.details["changes"].items()
    ]
    return [*lines, {"label": _("Reason"), "value": approval.details["reason"]}]


register_step(
    f"{BATCH}.{SET}",
    run=services.set_catalogue,
    form=StepForm,
    label=gettext_lazy("Edit the catalogue"),
    when=lambda row: row.may_change_form(timezone.now()),
)
register_step(
    f"{BATCH}.{PROPOSE}",
    run=services.propose_catalogue,
    form=StepForm,
    label=gettext_lazy("Propose to change the catalogue"),
    when=lambda row: not row.may_change_form(timezone.now()),
)
register_step(f"{BATCH}.change_catalogue", describe=_lines)


def catalogue_sections(batch: Batch) -> list[dict[str, Any]]:
    """Return the catalogue as sections: a table for each category, or that it accepts every product."""
    rows = CatalogueClass.objects.filter(batch=batch).order_by("position", "id")
    by_category: dict[int, list[CatalogueClass]] = {}
    for row in rows:
        by_category.setdefault(row.category_id, []).append(row)
    head = [_("code"), _("class"), _("examples"), _("status")]
    found: list[dict[str, Any]] = []
    without = []
    for category in batch.program.categories.order_by("id"):
        classes = by_category.get(category.pk, [])
        if not classes:
            without.append({"label": str(category), "value": _("Every product or service is accepted.")})
            continue
        lines = [
            [one.code, str(one), one.examples or "–", _("open") if one.is_open else _("closed for new ones")]
            for one in classes
        ]
        title = _("Catalogue of %(category)s") % {"category": category}
        found.append({"title": title, "table": {"head": head, "rows": lines}})
    if without:
        found.append({"title": _("Categories without a catalogue"), "rows": without})
    return found


def edit_catalogue(page: CaseAdmin, request: HttpRequest, row: Batch, name: str) -> HttpResponse:
    """Show the catalogue to be edited; store it, or propose it where the window has opened."""
    data = request.POST if request.method == "POST" else None
    form = CatalogueForm(row, asks_reason=name == PROPOSE, data=data)
    if data is not None and form.is_valid():
        refused = _store(page, request, row, form, name)
        if not refused:
            return HttpResponseRedirect(page.case_url(row))
        form.errors.append(refused)
    title = _("Edit the catalogue") if name == SET else _("Propose to change the catalogue")
    context = {
        "title": title,
        "original": row,
        "form": form,
        "proposes": name == PROPOSE,
        "crumbs": [
            *page._list_crumb(request),
            {"title": str(row), "url": page.case_url(row)},
            {"title": title},
        ],
        "back_url": page.case_url(row),
    }
    return page.page(request, "admin/programs/catalogue.html", context)


def _store(page: CaseAdmin, request: HttpRequest, row: Batch, form: CatalogueForm, name: str) -> str:
    """Store or propose; return the words of a refusal, with everything entered still on the page."""
    try:
        if name == PROPOSE:
            services.propose_catalogue(
                row, entries=form.entries(), reason=form.reason, by=request.user, seen=form.seen
            )
            page.tell(request, _("Proposed: a second person has to approve it."))
        else:
            services.set_catalogue(
                row, entries=form.entries(), by=request.user, now=timezone.now(), seen=form.seen
            )
            page.tell(request, _("The catalogue is saved."))
    except (BusinessError, SomeoneWasFaster) as error:
        return str(error)
    return ""
