"""One request to one score sheet: shown, saved from one or several windows, signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from brandcert.applications.enums import Status
from brandcert.applications.queries import told
from brandcert.core import policies
from brandcert.core.errors import BusinessError, Refused
from brandcert.reviews import queries, services
from brandcert.reviews.admin import screens
from brandcert.reviews.admin.unsaved import unsaved, why_closed
from brandcert.reviews.enums import AssignmentStatus
from brandcert.reviews.forms import Exhibit, ScoreForm, initial_of, shown_as
from brandcert.reviews.models import Assignment, Score
from brandcert.reviews.queries import blind

if TYPE_CHECKING:
    from brandcert.reviews.admin.score import AssignmentAdmin

AUTOSAVE: Final = "autosave"


class Sheet:
    """One request to one score sheet."""

    def __init__(self, page: AssignmentAdmin, request: HttpRequest, row: Assignment) -> None:
        """Read what both showing and saving need."""
        self.page, self.request, self.row = page, request, row
        self.unsaved: list[dict[str, str]] = []
        self.case = row.panel.application
        self.criteria = queries.criteria_of(row.panel.rubric_id)
        self.materials = screens.materials_of(self.case)
        self.hidden = blind.hidden_in(self.case)
        self.proposed = queries.proposals(self.case, self.criteria)
        self.score = Score.objects.filter(assignment=row).first()
        self.stored = services.saved_lines(self.score) if self.score else {}
        self.is_open = (
            row.status == AssignmentStatus.AGREED
            and self.case.status == Status.EXPERT_REVIEW
            and policies.allowed(request.user, "reviews.assignment.score", row)
        )
        if self.is_open and row.opened_at is None:
            services.open_sheet(row, by=request.user, now=timezone.now())

    def form(self, data: Any = None) -> ScoreForm:
        """Return the form with what is stored, bound when data is given."""
        exhibits = [Exhibit(one.pk, number, one.upload.pages) for number, one in enumerate(self.materials, 1)]
        comment, revision = (self.score.comment, self.score.revision) if self.score else ("", 0)
        initial = initial_of(self.criteria, self.stored, comment, revision, self.proposed)
        return ScoreForm(
            data, criteria=self.criteria, exhibits=exhibits, proposed=self.proposed, initial=initial
        )

    # --- saving ------------------------------------------------------------------------------
    def post(self) -> HttpResponse:
        """Save what was entered; with the button "submit" sign it too. Nothing entered is ever lost."""
        form = self.form(self.request.POST)
        is_valid = form.is_valid()
        if self.request.headers.get("X-Requested-With") == AUTOSAVE:
            return self._autosave(form)
        if not self.is_open:
            return self._too_late(form)
        if set(form.errors) - {"confirm"}:
            return self.shown(form)
        try:
            merged = self._merge(form)
            self._renew(form, merged)
            if merged.clashes:
                return self._clashing(form, merged)
            if is_valid and "submit" in self.request.POST:
                services.lock_score(self.row, by=self.request.user, revision=merged.score.revision)
        except (BusinessError, Refused) as error:
            return self._failed(form, error)
        return self._done("submit" in self.request.POST) if is_valid else self.shown(form)

    def _merge(self, form: ScoreForm) -> services.Merged:
        given_up = form.given_up()
        lines = {code: line for code, line in form.lines().items() if code not in given_up}
        is_commented = "comment" in form.cleaned_data and services.COMMENT not in given_up
        return services.merge_score(
            self.row,
            lines=lines,
            comment=form.cleaned_data["comment"] if is_commented else None,
            seen={**self._unmarked(form), **form.seen()},
            by=self.request.user,
        )

    def _unmarked(self, form: ScoreForm) -> dict[str, str]:
        """Return the marks of what is stored, for a form that tells its revision only."""
        if self.score is None or form.cleaned_data.get("revision") != self.score.revision:
            return {}
        marks = {code: services.mark_of(line) for code, line in self.stored.items()}
        return {**marks, services.COMMENT: services.mark_of(services.Line(reason=self.score.comment))}

    def _renew(self, form: ScoreForm, merged: services.Merged) -> None:
        """Let the page go on from what is stored now; where two windows differ, from what was entered here."""
        entered: Any = self.request.POST.copy()
        entered["revision"] = str(merged.score.revision)
        for code in {row.code for row in self.criteria} - merged.clashes:
            for name, value in self._values(form, code, merged).items():
                entered[name] = value
            if not entered.get(f"ok-{code}"):
                entered.pop(f"ok-{code}", None)
        if services.COMMENT not in merged.clashes:
            comment = merged.stored[services.COMMENT]
            entered["comment"], entered["seen-"] = comment.reason, services.mark_of(comment)
        form.data = entered

    def _values(self, form: ScoreForm, code: str, merged: services.Merged) -> dict[str, str]:
        """Return the fields of a stored line as a browser would send them."""
        line = merged.stored.get(code, services.Line())
        values = shown_as(line, code)
        cited = form.fields[f"cite-{code}"].prepare_value(values[f"cite-{code}"])
        return {
            f"points-{code}": "" if line.points is None else str(line.points),
            f"reason-{code}": line.reason,
            f"cite-{code}": cited or "",
            f"ok-{code}": "on" if line.is_confirmed else "",
            f"seen-{code}": values[f"seen-{code}"],
        }

    def _autosave(self, form: ScoreForm) -> HttpResponse:
        """Save every line without a mistake and tell the page, line by line, what became of it."""
        try:
            merged = self._merge(form)
        except (BusinessError, Refused) as error:
            return self._not_saved(error)
        codes = [row.code for row in self.criteria]
        told_lines = {code: self._told(form, code, merged) for code in (*codes, services.COMMENT)}
        now = timezone.localtime().strftime("%H:%M")
        return JsonResponse({"time": now, "revision": merged.score.revision, "lines": told_lines})

    def _not_saved(self, error: BusinessError | Refused) -> HttpResponse:
        """Tell the script why nothing was saved; where the sheet is closed for good, it need not try again."""
        if isinstance(error, Refused):
            return self.refused(error.reason)
        now = self._again()
        if now.is_open:
            return JsonResponse({"words": str(error)}, status=409)
        return self._closed_for_script(now.closed_words(), "score", self.row.pk, status=409)

    def _closed_for_script(self, what: object, page: str, *keys: int, status: int) -> HttpResponse:
        words = _("%(what)s What you typed since is not saved; it stays on this page for you to copy.")
        told = {"words": words % {"what": what}, "closed": self.page._url(page, *keys)}
        return JsonResponse(told, status=status)

    def _again(self) -> Sheet:
        """Read the task anew: it changed while this request was on its way."""
        rows = Assignment.objects.select_related(*self.page.related)
        return Sheet(self.page, self.request, rows.get(pk=self.row.pk))

    def _told(self, form: ScoreForm, code: str, merged: services.Merged) -> dict[str, Any]:
        names = ["comment"] if code == services.COMMENT else [f"{part}-{code}" for part in screens.PARTS]
        faults = [str(words) for name in names for words in form.errors.get(name, ())]
        if faults:
            return {"state": "fault", "words": " ".join(faults)}
        line = merged.stored.get(code, services.Line())
        mark = services.mark_of(line)
        if code in merged.clashes:
            return {"state": "clash", "mark": mark, "words": screens.other_words(line)}
        if code not in merged.theirs | form.given_up():
            return {"state": "saved", "mark": mark}
        if code == services.COMMENT:
            return {"state": "theirs", "mark": mark, "fields": {"comment": line.reason}}
        fields = self._values(form, code, merged)
        fields.pop(f"seen-{code}")
        return {"state": "theirs", "mark": mark, "fields": fields}

    def _clashing(self, form: ScoreForm, merged: services.Merged) -> HttpResponse:
        """Show both values; a choice is asked for each."""
        other = {code: merged.stored.get(code, services.Line()) for code in merged.clashes}
        note = _(
            "This sheet was saved in another window meanwhile. Choose, where both differ, and save again; the rest is saved."
        )
        return self.shown(form, other=other, note=note, status=409)

    def _failed(self, form: ScoreForm, error: BusinessError | Refused) -> HttpResponse:
        if isinstance(error, Refused):
            return self.refused(error.reason)
        now = self._again()
        if not now.is_open:
            return now._too_late(form)
        faults = error.faults if isinstance(error, services.InvalidScore) else {"": str(error)}
        for code, text in faults.items():
            form.add_error(f"points-{code}" if f"points-{code}" in form.fields else None, text)
        return self.shown(form)

    def refused(self, reason: object) -> HttpResponse:
        """Say why the expert does not see the sheet any more, and give back what he typed."""
        if self.request.headers.get("X-Requested-With") == AUTOSAVE:
            return self._closed_for_script(reason, "changelist", status=403)
        lost = unsaved(self.form(self.request.POST), self.form()) if self.request.method == "POST" else []
        return self.page._refused(self.request, self.row, reason, unsaved=lost)

    def _too_late(self, form: ScoreForm) -> HttpResponse:
        """Show what is stored, signed or not, and apart from it what was typed when nothing could be saved any more."""
        stored = self.form()
        self.unsaved = unsaved(form, stored)
        return self.shown(stored, status=409 if self.unsaved else 200)

    def _done(self, is_locked: bool) -> HttpResponse:
        now = timezone.localtime().strftime("%H:%M")
        text = _("The sheet is signed and locked.") if is_locked else _("Saved at %(time)s.") % {"time": now}
        self.page.tell(self.request, text)
        return HttpResponseRedirect(self.request.get_full_path())

    # --- showing -----------------------------------------------------------------------------
    def shown(
        self,
        form: ScoreForm,
        *,
        other: dict[str, services.Line] | None = None,
        note: str = "",
        status: int = 200,
    ) -> HttpResponse:
        """Return the page."""
        values = screens.entered(form)
        blockers = queries.gaps([values[row.code] for row in form.criteria]) if self.is_open else []
        context = {
            "title": _("Score sheet"),
            "case": self._case(),
            "crumbs": [*self.page._list_crumb(self.request), {"title": str(self.row.panel)}],
            "summary": screens.summary(self.row, form, values, today=timezone.localdate()),
            **screens.evidence_context(self.row, self.materials, self.request.GET, self.hidden),
            "answers": blind.veiled_answers(told(self.case), self.hidden) if self.hidden else told(self.case),
            "dimensions": screens.dimensions(self.row, form, values, self.materials, other or {}),
            "comment_clash": screens.clash(services.COMMENT, (other or {}).get(services.COMMENT)),
            "extra_fields": [form["comment"], form["confirm"]] if self.is_open else [],
            "form": form,
            "form_seen": form["seen-"] if self.is_open else "",
            "form_url": self.request.get_full_path(),
            "autosave_url": reverse("admin:reviews_assignment_score", args=[self.row.pk]),
            "read_only": not self.is_open,
            "is_blind": bool(self.hidden),
            "note": note,
            "unsaved": self.unsaved,
            "closed_words": self.closed_words(),
            "can_submit": self.is_open and not blockers,
            "submit_blockers": blockers,
            "back_url": reverse("admin:reviews_assignment_changelist"),
            "has_errors": form.is_bound and bool(form.errors),
        }
        return self.page.page(self.request, "admin/score.html", context, status=status)

    def _case(self) -> dict[str, Any]:
        return {
            "title": self.page.case_title(self.row),
            "number": self.page.case_number(self.row),
            "category": str(self.case.category),
            "facts": [_("blind review")] if self.hidden else [str(self.case.enterprise)],
        }

    def closed_words(self) -> str:
        """Say why nothing can be entered; empty while something can."""
        return "" if self.is_open else why_closed(self.row, self.score)
