"""One case, one page: state, clock, people, documents, history, and the steps by POST."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from brandcert.core import approvals
from brandcert.core.admin import registry, steps
from brandcert.core.admin.base import PolicyAdmin
from brandcert.core.admin.clock import clock_of
from brandcert.core.admin.history import label_of_act
from brandcert.core.errors import BusinessError, Refused, SomeoneWasFaster
from brandcert.core.models import Approval, StatefulModel
from brandcert.core.templatetags.looks import TONES

View = Callable[..., HttpResponse]
# What the two buttons of a preview send.
CONFIRMED, CHANGES = "confirmed", "changes"


class CaseAdmin(PolicyAdmin):
    """The page of a row with a life. It is read; it changes only through its steps, each one service call.

    Subclasses tell what the page shows by the methods named `case_…`; other apps add panels and
    steps by `register_panel` and `register_step`.
    """

    change_form_template = "admin/case_page.html"
    # A new row has no case yet: where people create one, they fill in a plain form.
    add_form_template = "admin/change_form.html"
    spine_field: ClassVar[str] = "stage"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse everyone: a case changes through its steps."""
        return False

    # --- what the page shows ---------------------------------------------------------------
    def case_title(self, row: Any) -> str:
        """Return the heading."""
        return str(row)

    def case_number(self, row: Any) -> str:
        """Return the number under which people speak of the case."""
        return ""

    def case_facts(self, row: Any) -> list[str]:
        """Return the short facts under the heading."""
        return []

    def case_alerts(self, request: HttpRequest, row: Any) -> list[dict[str, Any]]:
        """Return what must be noticed before anything else."""
        return []

    def case_sections(self, request: HttpRequest, row: Any) -> list[dict[str, Any]]:
        """Return the sections of the page: {title, rows | table | files}."""
        return []

    def case_people(self, request: HttpRequest, row: Any) -> list[dict[str, Any]]:
        """Return who deals with the case: {role, name, note}."""
        return []

    def case_documents(self, request: HttpRequest, row: Any) -> list[dict[str, Any]] | None:
        """Return the documents of the case as a file list; None leaves the card out."""
        return None

    def case_clock(self, row: Any) -> dict[str, Any] | None:
        """Return the deadline with the days it was counted by."""
        return clock_of(row, today=timezone.localdate())

    def case_state(self, row: Any) -> tuple[str, str]:
        """Return the state in words and its tint; a row without a status field says it in its own way."""
        return str(row.get_status_display()), TONES.get(str(row.status), "blue")

    def case_version(self, row: Any) -> str:
        """Return what an older view of the row is recognised by."""
        return str(row.version)

    def case_spine(self, row: Any) -> list[dict[str, Any]]:
        """Return the visible stages with where the case stands; empty for a model without stages."""
        if not any(field.name == self.spine_field for field in row._meta.concrete_fields):
            return []
        choices = [
            (value, name) for value, name in row._meta.get_field(self.spine_field).flatchoices if value
        ]
        values = [value for value, _name in choices]
        here = getattr(row, self.spine_field)
        at = values.index(here) if here in values else -1
        return [
            {"title": name, "state": "done" if place < at else "current" if place == at else "todo"}
            for place, (_value, name) in enumerate(choices)
        ]

    # --- addresses -------------------------------------------------------------------------
    def get_urls(self) -> list[URLPattern]:
        """Add the addresses of the steps and of the second person's decision."""
        base = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        own = [
            path("<int:object_id>/step/<str:name>/", wrap(self.step_view), name=f"{base}_step"),
            path(
                "<int:object_id>/approvals/<int:approval_id>/approve/",
                wrap(require_POST(self.approve_view)),
                name=f"{base}_approve",
            ),
            path(
                "<int:object_id>/approvals/<int:approval_id>/decline/",
                wrap(require_POST(self.decline_view)),
                name=f"{base}_decline",
            ),
        ]
        return own + super().get_urls()

    def case_url(self, row: Any) -> str:
        """Return the address of the row's page."""
        return self._url("change", row.pk)

    def _url(self, name: str, *args: Any) -> str:
        base = f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}"
        return reverse(f"{base}_{name}", args=args)

    # --- the page --------------------------------------------------------------------------
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show the case; nothing is written here, so any other method than GET is refused."""
        shown: HttpResponse = require_GET(self._case_page)(request, object_id, extra_context)
        return shown

    def _case_page(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None
    ) -> HttpResponse:
        row = self.row_or_404(request, object_id)
        context = {**self.case_context(request, row), **(extra_context or {})}
        return self.page(request, self.change_form_template or "", context)

    def case_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Return everything the page of the case shows to this person."""
        state, tone = self.case_state(row)
        return {
            "title": self.case_title(row),
            "original": row,
            "case": {
                "number": self.case_number(row),
                "title": self.case_title(row),
                "status_label": state,
                "tone": tone,
                "facts": self.case_facts(row),
                "steps": self.case_spine(row),
            },
            "crumbs": [*self._list_crumb(request), {"title": str(row)}],
            "actions": [self._button(row, act) for act in steps.acts_for(row, request.user)],
            "state_version": self.case_version(row),
            "approvals": self._approvals(row, request.user),
            "alerts": self.case_alerts(request, row),
            "sections": self.case_sections(request, row),
            "panels": self._panels(request, row),
            "clock": self.case_clock(row),
            "people": self.case_people(request, row),
            "documents": self.case_documents(request, row),
            "history": self.timeline(request, row),
        }

    def _list_crumb(self, request: HttpRequest) -> list[dict[str, Any]]:
        title = capfirst(str(self.opts.verbose_name_plural))
        return [{"title": title, "url": self._url("changelist")}] if self.has_view_permission(request) else []

    def _button(self, row: Any, act: steps.Act) -> dict[str, Any]:
        url = self._url("step", row.pk, act.name)
        shown = {"name": act.name, "label": act.label, "tone": act.tone, "url": url, "blockers": act.blockers}
        return shown | ({"form_url": url} if act.has_questions else {})

    def _approvals(self, row: Any, user: Any) -> list[dict[str, Any]]:
        return [
            shown
            | {
                "approve_url": self._url("approve", row.pk, shown["pk"]),
                "decline_url": self._url("decline", row.pk, shown["pk"]),
            }
            for shown in steps.approvals_for(row, user)
        ]

    def _panels(self, request: HttpRequest, row: Any) -> list[str]:
        drawn: list[str] = []
        for panel in registry.panels_of(self.opts.label_lower):
            context = panel.context(row, request.user)
            if context is not None:
                drawn.append(render_to_string(panel.template, {"row": row, **context}, request))
        return drawn

    # --- the steps -------------------------------------------------------------------------
    def step_view(self, request: HttpRequest, object_id: int, name: str) -> HttpResponse:
        """Ask for what the step needs, and on POST take it: the only way in which a case changes here."""
        row = self.row_or_404(request, object_id)
        if not steps.is_known(row, name):
            raise Http404
        act = next((act for act in steps.acts_for(row, request.user) if act.name == name), None)
        if act is None:
            return self._not_offered(request, row, name)
        if request.method != "POST":
            return self._form_page(request, row, act, act.bound(row, request.user))
        if request.POST.get("version", "") not in ("", self.case_version(row)):
            return self._conflict(
                request, row, _("The case has changed since you opened it. Nothing was done."), act
            )
        form = self._posted_form(request, row, act)
        preview = self._read_first(request, form) if form.is_valid() else None
        if preview is not None:
            return self._preview_page(request, row, act, form, preview)
        if not form.is_valid() or CHANGES in request.POST:
            return self._form_page(request, row, act, form)
        return self._take(request, row, act, form)

    @staticmethod
    def _posted_form(request: HttpRequest, row: Any, act: steps.Act) -> Any:
        """Return what was entered, with what blocks a proposal among its errors."""
        form = act.bound(row, request.user, request.POST, request.FILES)
        if form.is_valid() and act.proposes:
            for blocker in act.blockers:
                form.add_error(None, blocker)
        return form

    @staticmethod
    def _read_first(request: HttpRequest, form: Any) -> Any:
        """Return what is to be read before the step is taken, once; None afterwards and for forms without it.

        What cannot be sent as it stands is told on the form before anything is done.
        """
        if {CONFIRMED, CHANGES} & set(request.POST) or not isinstance(form, registry.StepForm):
            return None
        try:
            return form.preview()
        except BusinessError as lack:
            form.add_error(None, str(lack))
            return None

    def _not_offered(self, request: HttpRequest, row: Any, name: str) -> HttpResponse:
        """Tell a refusal from a step that the state no longer offers."""
        reason = steps.reason_against(row, request.user, name)
        if reason is not None:
            return self._refused(request, row, reason)
        message = _("This is no longer possible: the state is now “%(state)s”.")
        return self._conflict(request, row, message % {"state": self.case_state(row)[0]})

    def _take(self, request: HttpRequest, row: Any, act: steps.Act, form: Any) -> HttpResponse:
        try:
            registry.call(act.run, row, by=request.user, details=form.cleaned_data)
        except SomeoneWasFaster as error:
            return self._conflict(request, row, str(error), act)
        except Refused as error:
            return self._refused(request, row, error.reason)
        except BusinessError as error:
            form.add_error(None, str(error))
            return self._form_page(request, row, act, form)
        self.tell(request, _("Done: %(act)s") % {"act": act.label})
        return self._back(request, row)

    def _form_page(self, request: HttpRequest, row: Any, act: steps.Act, form: Any) -> TemplateResponse:
        return self.page(request, "admin/step.html", self._step_context(request, row, act, form))

    def _preview_page(
        self, request: HttpRequest, row: Any, act: steps.Act, form: Any, preview: Any
    ) -> TemplateResponse:
        """Show what the step will send; the entries travel along and come back with either button."""
        kept = [
            (name, value)
            for name, values in request.POST.lists()
            if name != "csrfmiddlewaretoken"
            for value in values
            if value
        ]
        context = self._step_context(request, row, act, form)
        return self.page(request, "admin/preview.html", {**context, "preview": preview, "kept": kept})

    def _step_context(self, request: HttpRequest, row: Any, act: steps.Act, form: Any) -> dict[str, Any]:
        return {
            "title": str(act.label),
            "form": form,
            "act": act,
            "has_errors": form.is_bound and not form.is_valid(),
            "case": {"number": self.case_number(row), "title": self.case_title(row)},
            "crumbs": [
                *self._list_crumb(request),
                {"title": str(row), "url": self.case_url(row)},
                {"title": str(act.label)},
            ],
            "state_version": self.case_version(row),
            "back_url": self.case_url(row),
        }

    # --- the second person -----------------------------------------------------------------
    def _proposal(self, request: HttpRequest, object_id: int, approval_id: int) -> tuple[Any, Approval]:
        row = self.row_or_404(request, object_id)
        for approval in Approval.objects.filter(
            pk=approval_id, subject_type=self.opts.label_lower, subject_id=row.pk
        ):
            return row, approval
        raise Http404

    def approve_view(self, request: HttpRequest, object_id: int, approval_id: int) -> HttpResponse:
        """Carry out the proposed act in the name of the second person; whoever proposed it is refused."""
        row, approval = self._proposal(request, object_id, approval_id)
        facts = next(
            (shown for shown in steps.approvals_for(row, request.user) if shown["pk"] == approval.pk), None
        )
        if facts is not None and not facts["may_approve"]:
            return self._refused(request, row, facts["why_not"])
        label = label_of_act(approval.action)
        return self._decide(
            request,
            row,
            lambda: approvals.approve(approval, by=request.user),
            _("Approved: %(act)s") % {"act": label},
        )

    def decline_view(self, request: HttpRequest, object_id: int, approval_id: int) -> HttpResponse:
        """Refuse the proposal with a reason, or take one's own back."""
        row, approval = self._proposal(request, object_id, approval_id)
        reason = request.POST.get("reason", "")
        label = label_of_act(approval.action)
        return self._decide(
            request,
            row,
            lambda: approvals.decline(approval, by=request.user, reason=reason),
            _("Declined: %(act)s") % {"act": label},
        )

    def _decide(self, request: HttpRequest, row: Any, act: Callable[[], Any], done: str) -> HttpResponse:
        try:
            act()
        except SomeoneWasFaster as error:
            return self._conflict(request, row, str(error))
        except Refused as error:
            return self._refused(request, row, error.reason)
        except BusinessError as error:
            self.tell(request, str(error), failed=True)
            return self._back(request, row)
        self.tell(request, done)
        return self._back(request, row)

    # --- answers ---------------------------------------------------------------------------
    def _back(self, request: HttpRequest, row: StatefulModel) -> HttpResponse:
        """Go to the case, or to the start when the act has taken it out of the person's sight."""
        is_in_sight = self.get_queryset(request).filter(pk=row.pk).exists()
        start = reverse(f"{self.admin_site.name}:index")
        return HttpResponseRedirect(self.case_url(row) if is_in_sight else start)

    def _conflict(
        self, request: HttpRequest, row: Any, message: str, act: steps.Act | None = None
    ) -> HttpResponse:
        fields = act.bound(row, request.user, request.POST).fields if act else {}
        entered = [
            {"label": field.label or name, "value": request.POST[name]}
            for name, field in fields.items()
            if request.POST.get(name) and not field.widget.is_hidden
        ]
        context = {"title": str(row), "message": message, "entered": entered, "back_url": self.case_url(row)}
        return self.page(request, "admin/conflict.html", context, status=409)

    def _refused(self, request: HttpRequest, row: Any, reason: Any, **typed: Any) -> HttpResponse:
        """Say why not; `unsaved` gives back what was typed."""
        context = {"title": str(row), "reason": reason, "back_url": self.case_url(row), **typed}
        return self.page(request, "admin/refused.html", context, status=403)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Refuse unless the subclass lets people create rows by hand: cases begin elsewhere."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        return super().add_view(request, form_url, extra_context)
