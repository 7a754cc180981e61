"""The words of letters, edited by staff: one page for each kind with parts, placeholders, preview on paper, versions and their difference."""

import base64
from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from brandcert.core import policies
from brandcert.core.admin import PolicyAdmin
from brandcert.core.answers import sent_key
from brandcert.core.errors import Refused, SomeoneWasFaster
from brandcert.documents import printing, queries
from brandcert.documents.catalogue import KINDS, PLACEHOLDERS, LetterKind
from brandcert.documents.enums import Audience
from brandcert.documents.forms import TemplateForm
from brandcert.documents.models import Letter, LetterTemplate
from brandcert.documents.services import letters
from brandcert.documents.services.previews import page_picture
from brandcert.documents.wording import PART_LABELS, PARTS

EDITOR = "documents_lettertemplate_kind"
UNPRINTABLE = (printing.PrintingFault, printing.UnprintableCharacters, OSError, ImportError)


@admin.register(LetterTemplate)
class LetterTemplateAdmin(PolicyAdmin):
    """Every kind of letter with the version that counts; the delivered words are version 0."""

    add_action: ClassVar[str] = "nothing"
    change_action: ClassVar[str] = "nothing"

    def get_urls(self) -> list[URLPattern]:
        """Add the page of one kind."""
        view = self.admin_site.admin_view(self.kind_view)
        return [path("kind/<slug:kind>/", view, name=EDITOR), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Show all kinds."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        last: dict[str, LetterTemplate] = {}
        in_force: dict[str, LetterTemplate] = {}
        for row in LetterTemplate.objects.defer("words").order_by("in_force_at", "version"):
            if row.in_force_at is not None:
                in_force[row.kind] = row
            if row.kind not in last or last[row.kind].version < row.version:
                last[row.kind] = row
        kinds = [
            {"kind": kind, "in_force": in_force.get(key), "waiting": _waiting(last.get(key))}
            for key, kind in KINDS.items()
        ]
        context = {"title": capfirst(str(self.opts.verbose_name_plural)), "kinds": kinds}
        return require_GET(self._listed)(request, context)

    def _listed(self, request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
        return self.page(request, "documents/templates.html", context)

    def kind_view(self, request: HttpRequest, kind: str) -> HttpResponse:
        """Show one kind, or do what the button says: preview, PDF, save, put in force."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if kind not in KINDS:
            raise Http404
        return require_http_methods(["GET", "POST"])(self._kind)(request, KINDS[kind])

    def _kind(self, request: HttpRequest, kind: LetterKind) -> HttpResponse:
        if request.method != "POST":
            return self._editor(request, kind, self._form(request, kind))
        act = request.POST.get("act", "preview")
        if act == "put_in_force":
            return self._put_in_force(request, kind)
        if not self.may(request, "write"):
            raise PermissionDenied
        form = self._form(request, kind, request.POST)
        return self._tried(request, kind, form, act) if form.is_valid() else self._faulty(request, kind, form)

    def _tried(self, request: HttpRequest, kind: LetterKind, form: TemplateForm, act: str) -> HttpResponse:
        try:
            return self._act(request, kind, form, act)
        except letters.UnusableWords as fault:
            form.add_error(fault.field, str(fault))
        except SomeoneWasFaster as late:
            form.add_error(None, str(late))
            return self._faulty(request, kind, form, status=409)
        except UNPRINTABLE as fault:
            form.add_error(None, _("This cannot be printed: %(why)s") % {"why": fault})
        return self._faulty(request, kind, form)

    def _faulty(
        self, request: HttpRequest, kind: LetterKind, form: TemplateForm, *, status: int = 422
    ) -> HttpResponse:
        return self._editor(request, kind, form, status=status)

    def _act(self, request: HttpRequest, kind: LetterKind, form: TemplateForm, act: str) -> HttpResponse:
        if act == "save":
            row = letters.write_template(
                kind.key, words=form.words, seen=form.cleaned_data["seen"], by=request.user
            )
            self.tell(
                request,
                _("Version %(n)s is kept. A second person puts it in force.") % {"n": row.version},
            )
            return HttpResponseRedirect(_url(kind))
        pdf = letters.sample_pdf(
            letters.sample_page(kind.key, form.words, letter=form.cleaned_data["example"])
        )
        if act == "pdf":
            answer = HttpResponse(pdf, content_type="application/pdf")
            answer["Content-Disposition"] = f'attachment; filename="{kind.key}.pdf"'
            return answer
        return self._editor(request, kind, form, picture=base64.b64encode(page_picture(pdf)).decode())

    def _put_in_force(self, request: HttpRequest, kind: LetterKind) -> HttpResponse:
        version = sent_key(request.POST.get("version", ""))
        row = LetterTemplate.objects.filter(kind=kind.key, version=version).first()
        if row is None:
            raise Http404
        try:
            letters.put_in_force(row, by=request.user)
        except (letters.UnusableWords, SomeoneWasFaster) as fault:
            self.tell(request, str(fault), failed=True)
        except Refused as refused:
            self.tell(request, str(refused.reason), failed=True)
        else:
            self.tell(request, _("Version %(n)s counts from the next letter on.") % {"n": row.version})
        return HttpResponseRedirect(_url(kind))

    def _form(self, request: HttpRequest, kind: LetterKind, data: Any = None) -> TemplateForm:
        history = queries.history_of(kind.key).first()
        words = history.words if history else kind.words
        examples = Letter.objects.visible_to(request.user).filter(kind=kind.key)
        # Whoever words a letter needs no person's name for it.
        examples = examples.filter(audience=Audience.ENTERPRISE).order_by("-id")
        initial = {**words, "seen": history.version if history else 0}
        return TemplateForm(data, initial=initial, examples=examples)

    def _editor(
        self,
        request: HttpRequest,
        kind: LetterKind,
        form: TemplateForm,
        *,
        picture: str = "",
        status: int = 200,
    ) -> HttpResponse:
        words, version = queries.words_in_force(kind.key)
        history = list(queries.history_of(kind.key)[:50])
        waiting = _waiting(history[0] if history else None)
        context = {
            "title": kind.name,
            "kind": kind,
            "form": form,
            "version": version,
            "picture": picture,
            "history": _steps(kind, history),
            "waiting": waiting,
            "changes": _named(queries.difference(words, waiting.words)) if waiting else [],
            "why_not": self._why_not(request, waiting),
            "may_write": self.may(request, "write"),
            "placeholders": [
                {
                    "name": name,
                    "about": PLACEHOLDERS[name],
                    "example": _example(name),
                    "parts": _needed(kind, name),
                }
                for name in kind.uses
            ],
            "has_errors": bool(form.errors),
        }
        return self.page(request, "documents/template.html", context, status=status)

    def _why_not(self, request: HttpRequest, waiting: LetterTemplate | None) -> Any:
        if waiting is None:
            return None
        return policies.refusal(request.user, self.action_name("put_in_force"), waiting)


def _waiting(row: LetterTemplate | None) -> LetterTemplate | None:
    return row if row is not None and row.in_force_at is None else None


def _example(name: str) -> str:
    example = PLACEHOLDERS[name].example
    return example if isinstance(example, str) else "；".join(example)


def _needed(kind: LetterKind, name: str) -> list[Any]:
    return [PART_LABELS[part] for part in PARTS if name in kind.needs.get(part, ())]


def _named(changes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**change, "label": PART_LABELS[change["part"]]} for change in changes]


def _steps(kind: LetterKind, history: list[LetterTemplate]) -> list[dict[str, Any]]:
    """Return the versions, each with what it changed against the one before."""
    before = [*[row.words for row in history[1:]], kind.words]
    return [
        {"row": row, "changes": _named(queries.difference(old, row.words))}
        for row, old in zip(history, before, strict=False)
    ]


def _url(kind: LetterKind) -> str:
    return reverse(f"admin:{EDITOR}", args=[kind.key])
