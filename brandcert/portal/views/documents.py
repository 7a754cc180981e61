"""The documents of an application: uploading, using again, taking out."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from brandcert.applications import services
from brandcert.applications.models import Application, Material
from brandcert.applications.queries import materials_of, requirements_of, unlocked
from brandcert.core.answers import sent_key
from brandcert.core.errors import BusinessError
from brandcert.core.throttling import limited
from brandcert.documents.models import Upload
from brandcert.portal.presentation import file_of, file_to_choose
from brandcert.portal.queries import earlier_files
from brandcert.portal.views.closed import open_application, while_open
from brandcert.portal.views.files import UPLOADS
from brandcert.portal.views.frame import done, portal_page, show
from brandcert.portal.views.keeping import is_script
from brandcert.portal.wording import hint_of, title_of_document
from brandcert.programs.models import DocumentRequirement

PER_PAGE: Final = 20
Faults = Mapping[int, Sequence[str]]


@require_http_methods(["GET", "POST"])
@portal_page
@limited(UPLOADS)
@while_open
def page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show every required document with its files, and take new ones; a script sends them one by one."""
    application = open_application(request, pk)
    rows = requirements_of(application)
    faults: dict[int, list[str]] = {}
    if request.method == "POST":
        asked = _asked(rows, request.POST.get("requirement", ""))
        if is_script(request):
            return _answer_script(request, application, asked)
        faults = {asked.pk: _take(request, application, asked)}
        if not faults[asked.pk]:
            return redirect(_place(application, asked))
    return show(request, "portal/documents.html", _context(application, rows, faults))


def _asked(rows: Sequence[DocumentRequirement], key: str) -> DocumentRequirement:
    found = next((row for row in rows if str(row.pk) == key), None)
    if found is None:
        raise Http404
    return found


def _place(application: Application, asked: DocumentRequirement) -> str:
    return f"{reverse('portal:documents', args=[application.pk])}#document-{asked.pk}"


def _take(request: HttpRequest, application: Application, asked: DocumentRequirement) -> list[str]:
    """Take each chosen file; return what is wrong with those that were not taken."""
    faults: list[str] = []
    files = request.FILES.getlist("file")
    if not files:
        return [_("%(title)s: choose a file first.") % {"title": title_of_document(asked)}]
    for number, file in enumerate(files):
        try:
            services.hand_in(application, requirement=asked, file=file, name=file.name or "", by=request.user)
        except services.HandedIn:
            raise
        except services.TooManyFiles as refusal:
            left = len(files) - number
            words = ngettext("%(count)d file was not taken.", "%(count)d files were not taken.", left)
            return [*faults, f"{refusal} {words % {'count': left}}"]
        except BusinessError as refusal:
            faults.append(_("%(name)s: %(reason)s") % {"name": file.name, "reason": refusal})
    return faults


def _answer_script(
    request: HttpRequest, application: Application, asked: DocumentRequirement
) -> HttpResponse:
    """Take one file; answer with its line of the list, or with the reason why it was not taken (422)."""
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"words": _("The file did not arrive. Choose it again.")}, status=422)
    try:
        material = services.hand_in(
            application, requirement=asked, file=file, name=file.name or "", by=request.user
        )
    except services.HandedIn:
        raise
    except BusinessError as refusal:
        return JsonResponse({"words": str(refusal)}, status=422)
    line = {"file": file_of(material, may_remove=True), "remove_form": "remove-file"}
    told = {
        "key": material.pk,
        "line": render_to_string("components/file.html", line, request),
        "tag": render_to_string("portal/document_tag.html", {"document": {"files": [material]}}, request),
        "count": Material.objects.filter(application=application, removed_at=None).count(),
    }
    return JsonResponse(told)


def _context(application: Application, rows: Sequence[DocumentRequirement], faults: Faults) -> dict[str, Any]:
    present, open_now = materials_of(application), unlocked(application)
    documents = [
        {
            "pk": row.pk,
            "title": title_of_document(row),
            "hint": hint_of(row),
            "is_required": row.is_required,
            "is_open": open_now.opens_document(row.pk),
            "problem": open_now.problem_with_document(row.pk),
            "faults": faults.get(row.pk, []),
            "files": [
                file_of(material, may_remove=open_now.opens_document(row.pk))
                for material in present.get(row.pk, [])
            ],
        }
        for row in rows
    ]
    return {
        "application": application,
        "documents": documents,
        "count": sum(len(files) for files in present.values()),
        "has_earlier": earlier_files(application).exists(),
        "words": _words_for_script(application),
        "errors": [
            {"id": f"file-{key}", "label": "", "message": words}
            for key, found in faults.items()
            for words in found
        ],
        "has_errors": any(faults.values()),
    }


def _words_for_script(application: Application) -> dict[str, str]:
    """Return what the script says about a file that is on its way."""
    batch = application.batch
    return {
        "waiting": _("Waiting"),
        "sending": _("{percent} % sent"),
        "checking": _("Sent; it is being checked"),
        "stored": _("“{name}” was taken."),
        "refused": _("“{name}” was not taken: {reason}"),
        "offline": _(
            "The connection broke. Nothing of this file was stored; it is sent again when you are online."
        ),
        "failed": _("The upload failed. Nothing of this file was stored; try again."),
        "expired": _("Your session has expired. Sign in again in another window, then try again here."),
        "empty": _("The file is empty. Check it on your computer and choose it again."),
        "large": _("The file is larger than %(limit)d MB. Reduce the resolution or split it.")
        % {"limit": batch.most_megabytes},
        "full": _(
            "The application holds %(count)d files, which is the limit of this batch. Remove one first."
        )
        % {"count": batch.most_files},
        "retry": _("Send this file again"),
        "cancel": _("Cancel"),
        "dismiss": _("Take off the list"),
        "progress": _("Upload of {name}"),
    }


@require_http_methods(["GET", "POST"])
@portal_page
@while_open
def again(request: HttpRequest, pk: int, key: int) -> HttpResponseBase:
    """Choose among the files the enterprise handed in before, and put them in this place too."""
    application = open_application(request, pk)
    asked = _asked(requirements_of(application), str(key))
    if not unlocked(application).opens_document(asked.pk):
        raise Http404
    words = request.GET.get("q", "").strip()
    rows = earlier_files(application, words=words)
    fault = ""
    if request.method == "POST":
        chosen = [sent_key(one) for one in request.POST.getlist("upload")]
        found = list(earlier_files(application).filter(pk__in=chosen).order_by("pk"))
        fault = _put(request, application, asked, found) if found else _("Choose at least one file.")
        if not fault:
            count = ngettext(
                "%(count)d file is in its place.", "%(count)d files are in their place.", len(found)
            )
            return done(request, count % {"count": len(found)}, _place(application, asked))
    sheet = Paginator(rows.order_by("-pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "application": application,
        "title": title_of_document(asked),
        "requirement": asked,
        "page_obj": sheet,
        "files": [file_to_choose(upload, application) for upload in sheet],
        "words": words,
        "errors": [{"id": "files", "label": "", "message": fault}] if fault else [],
        "has_errors": bool(fault),
    }
    return show(request, "portal/again.html", context)


def _put(
    request: HttpRequest, application: Application, asked: DocumentRequirement, uploads: Sequence[Upload]
) -> str:
    """Put uploads in the place; return why not all of them are there, or nothing."""
    for number, upload in enumerate(uploads):
        try:
            services.attach(application, requirement=asked, upload=upload, by=request.user)
        except services.TooManyFiles as refusal:
            if number:
                words = ngettext(
                    "%(count)d file is in its place.", "%(count)d files are in their place.", number
                )
                messages.success(request, words % {"count": number})
            return str(refusal)
    return ""


@require_POST
@portal_page
@while_open
def remove(request: HttpRequest, pk: int, material: int) -> HttpResponse:
    """Take a file out of its place."""
    application = open_application(request, pk)
    row = Material.objects.filter(pk=material, application=application, removed_at=None).first()
    if row is None:
        raise Http404
    services.detach(row, by=request.user)
    return redirect(_place(application, row.requirement))
