"""Scoring tables at the desk: versions, the draft of the next one on one page, and how it comes into force."""

from typing import Any, Final

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.core.admin import CaseAdmin, StepForm, name_act, register_step, steps
from brandcert.core.errors import BusinessError, SomeoneWasFaster
from brandcert.core.models import Approval
from brandcert.core.templatetags.looks import draw_tag
from brandcert.programs import services, tables
from brandcert.programs.forms import NoteForm, TableForm
from brandcert.programs.models import Rubric
from brandcert.programs.queries import computable, content_of

RUBRIC: Final = "programs.rubric"
EDIT: Final = "keep_draft"
name_act(f"{RUBRIC}.put_in_force", gettext_lazy("Put in force"))


def _lines(approval: Approval) -> list[dict[str, Any]]:
    """Return what the second person reads: the version, why, and everything it changes."""
    row = Rubric.objects.select_related("drawn_from").get(pk=approval.subject_id)
    found = [
        {"label": _("Version"), "value": str(row)},
        {"label": _("Reason"), "value": approval.details["reason"]},
    ]
    return found + [
        {"label": f"{one.place} · {one.field}", "value": f"{one.before or '–'} → {one.after or '–'}"}
        for one in changes_of(row)
    ]


def changes_of(row: Rubric) -> list[tables.Difference]:
    """Return what a version changes in the one it was drawn up from."""
    return tables.differences(content_of(row.drawn_from), content_of(row)) if row.drawn_from else []


class InForceForm(StepForm):
    """Nothing is asked; what the version changes is read first."""

    def beforehand(self) -> list[dict[str, Any]]:
        """Return the reason and every difference."""
        return [
            {"label": _("Reason"), "value": self.row.note},
            {
                "label": _("Changed"),
                "value": "; ".join(
                    f"{one.place} · {one.field}: {one.before or '–'} → {one.after or '–'}"
                    for one in changes_of(self.row)
                )
                or _("Nothing is different."),
            },
        ]


register_step(
    f"{RUBRIC}.draw_up",
    run=services.draw_up,
    form=NoteForm,
    label=gettext_lazy("Draw up a new version"),
    when=lambda row: not row.is_draft,
)
register_step(
    f"{RUBRIC}.{EDIT}",
    run=services.keep_draft,
    form=StepForm,
    label=gettext_lazy("Edit the table"),
    tone="primary",
    when=lambda row: row.is_draft and not services.is_waiting(row),
)
register_step(
    f"{RUBRIC}.propose_put_in_force",
    run=services.propose_in_force,
    form=InForceForm,
    label=gettext_lazy("Propose to put in force"),
    when=lambda row: row.is_draft and not services.is_waiting(row),
)
register_step(f"{RUBRIC}.put_in_force", describe=_lines)


@admin.register(Rubric)
class RubricAdmin(CaseAdmin):
    """The versions of the scoring tables: read by all of staff, drawn up by the secretary, put in force by the director."""

    add_action = "found"
    list_display = ("category", "version", "state", "since", "decides_ties")
    list_select_related = ("category",)
    list_filter = ("category", "is_draft")
    ordering = ("category", "-version")

    @admin.display(description=gettext_lazy("status"))
    def state(self, row: Rubric) -> Any:
        """Draw the state."""
        return draw_tag(*self.case_state(row))

    @admin.display(description=gettext_lazy("in force since"), ordering="in_force_at")
    def since(self, row: Rubric) -> str:
        """Return the day it was put in force; the first versions came with the programme."""
        return date_format(timezone.localtime(row.in_force_at), "Y-m-d") if row.in_force_at else "–"

    @admin.display(description=gettext_lazy("dimension that decides ties"))
    def decides_ties(self, row: Rubric) -> str:
        """Return the title of the dimension."""
        return next(
            (str(one.title) for one in row.dimensions.all() if one.key == row.tie_break), row.tie_break
        )

    # --- the page of a version -------------------------------------------------------------
    def case_state(self, row: Rubric) -> tuple[str, str]:
        """Return whether the version judges anybody."""
        if row.is_draft:
            return (
                (_("waits for its second person"), "amber")
                if services.is_waiting(row)
                else (_("draft"), "blue")
            )
        return _("in force"), "green"

    def case_version(self, row: Rubric) -> str:
        """Return the hash of the table: whoever saw an older one is told."""
        return services.content_hash(row)

    def case_clock(self, row: Rubric) -> None:
        """Return nothing: a table has no deadline."""

    def case_facts(self, row: Rubric) -> list[str]:
        """Return since when, from what and why."""
        content = tables.points_by_stage(content_of(row))
        facts = [
            _("documents %(documents)s, on site %(site)s points")
            % {"documents": tables.points_of(content["D"]), "site": tables.points_of(content["S"])}
        ]
        if row.in_force_at:
            facts.append(
                _("in force since %(day)s")
                % {"day": date_format(timezone.localtime(row.in_force_at), "Y-m-d")}
            )
        if row.drawn_from:
            facts.append(_("drawn up from version %(version)s") % {"version": row.drawn_from.version})
        return [*facts, row.note] if row.note else facts

    def case_alerts(self, request: HttpRequest, row: Rubric) -> list[dict[str, Any]]:
        """Say what a draft still lacks."""
        found = [fault.text for fault in tables.faults(content_of(row))] if row.is_draft else []
        title = _("Not ready to be put in force")
        return [{"tone": "amber", "title": title, "text": " ".join(found)}] if found else []

    def case_sections(self, request: HttpRequest, row: Rubric) -> list[dict[str, Any]]:
        """Return what is new, the whole table, and which batches judge by it."""
        shown = _tables(content_of(row), row.tie_break)
        changes = changes_of(row)
        if row.drawn_from and changes:
            head = [_("Place in the table"), _("What is changed"), _("Was"), _("Now")]
            lines = [[one.place, one.field, one.before or "–", one.after or "–"] for one in changes]
            title = _("Changed since version %(version)s") % {"version": row.drawn_from.version}
            shown.insert(0, {"title": title, "table": {"head": head, "rows": lines}})
        uses = row.uses.select_related("batch").order_by("-batch__opens_at", "batch_id")
        names = [[str(use.batch), str(use.batch.year)] for use in uses]
        if names:
            shown.append(
                {
                    "title": _("Batches that judge by it"),
                    "table": {"head": [_("Batch"), _("Year")], "rows": names},
                }
            )
        return shown

    # --- the page of the draft -------------------------------------------------------------
    def step_view(self, request: HttpRequest, object_id: int, name: str) -> HttpResponse:
        """Edit a draft on a page of its own; every other step as everywhere."""
        row = self.row_or_404(request, object_id)
        if name == EDIT and any(act.name == EDIT for act in steps.acts_for(row, request.user)):
            return self._edit(request, row)
        return super().step_view(request, object_id, name)

    def _edit(self, request: HttpRequest, row: Rubric) -> HttpResponse:
        data = request.POST if request.method == "POST" else None
        stored = content_of(row)
        form = TableForm(stored, questions=computable(row.category), data=data)
        seen = request.POST.get("seen") or services.content_hash(row)
        rivals: list[tables.Difference] = []
        if data is not None and form.is_valid():
            refused = self._store(request, row, form)
            if not refused:
                return HttpResponseRedirect(request.path)
            form.errors.append(str(refused))
            if isinstance(refused, SomeoneWasFaster):
                # Shown beside what was entered; whoever has read it and saves again means it.
                rivals, seen = tables.differences(stored, form.content()), services.content_hash(row)
        if data is None:
            form.point_out(tables.faults(stored))
        context = {
            "title": _("Edit the table"),
            "original": row,
            "form": form,
            "seen": seen,
            "rivals": rivals,
            "crumbs": [
                *self._list_crumb(request),
                {"title": str(row), "url": self.case_url(row)},
                {"title": _("Edit the table")},
            ],
            "back_url": self.case_url(row),
        }
        return self.page(request, "admin/programs/table.html", context)

    def _store(self, request: HttpRequest, row: Rubric, form: TableForm) -> Exception | None:
        """Store the draft; return the refusal, with everything entered still on the page."""
        content = form.content()
        try:
            services.keep_draft(row, content=content, seen=request.POST.get("seen", ""), by=request.user)
        except (BusinessError, SomeoneWasFaster) as error:
            return error
        left = len(tables.faults(content))
        words = (
            _("Saved. Before it can be put in force: %(count)d to settle.")
            if left
            else _("Saved. The table is complete.")
        )
        self.tell(request, words % {"count": left} if left else words)
        return None

    def _back(self, request: HttpRequest, row: Any) -> HttpResponse:
        """Go on to the draft that was just drawn up."""
        draft = Rubric.objects.filter(drawn_from=row, is_draft=True).first()
        if draft is not None and request.path.endswith("/step/draw_up/"):
            return HttpResponseRedirect(reverse("admin:programs_rubric_step", args=[draft.pk, EDIT]))
        return super()._back(request, row)


def _tables(content: tables.Content, tie_break: str) -> list[dict[str, Any]]:
    """Return the whole table as sections: one for each dimension, its criteria as rows."""
    head = [_("code"), _("criterion"), _("maximum"), _("judged on")]
    found = []
    for dimension in content["dimensions"]:
        marks = [_("%(points)s points") % {"points": tables.points_of(dimension["maximum"])}]
        marks += [_("decides ties")] if dimension["key"] == tie_break else []
        if dimension["least_percent"]:
            marks.append(_("at least %(percent)s %%") % {"percent": dimension["least_percent"]})
        rows = [_row(line) for line in dimension["criteria"]]
        title = f"{tables.told(dimension, 'title')} · {' · '.join(marks)}"
        found.append({"title": title, "table": {"head": head, "rows": rows}})
    return found


def _row(line: tables.Content) -> list[str]:
    words = [tables.told(line, "title")] + ([tables.told(line, "guide")] if line["guide"] else [])
    words += [str(tables.LABELS["is_veto"])] if line["is_veto"] else []
    words += [tables.said("formula", line["formula"])] if line["formula"] else []
    way = f"{tables.said('stage', line['stage'])} · {tables.said('kind', line['kind'])}"
    return [line["code"], " · ".join(words), tables.said("maximum", line["maximum"]), way]
