"""The documents of an application: uploading, using again, taking out."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from brandcert.applications import services
from brandcert.applications.enums import Status
from brandcert.applications.models import Application, Material
from brandcert.applications.queries import materials_of, requirements_of, unlocked
from brandcert.core.errors import BusinessError
from brandcert.documents.models import Upload
from brandcert.documents.services import store_upload
from brandcert.portal.presentation import file_of
from brandcert.portal.queries import earlier_files
from brandcert.portal.views.frame import my_application, portal_page, show
from brandcert.portal.wording import hint_of, title_of_document
from brandcert.programs.models import DocumentRequirement


@require_http_methods(["GET", "POST"])
@portal_page
def page(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Show every required document with its files, and take new ones."""
    application = my_application(request, pk)
    if application.status not in {Status.DRAFT, Status.CORRECTION}:
        raise Http404
    rows = requirements_of(application)
    faults: dict[int, list[str]] = {}
    if request.method == "POST":
        asked = next((row for row in rows if str(row.pk) == request.POST.get("requirement")), None)
        if asked is None:
            raise Http404
        faults = {asked.pk: _take(request, application, asked)}
        if not faults[asked.pk]:
            return redirect(f"{reverse('portal:documents', args=[pk])}#document-{asked.pk}")
    context = {
        "application": application,
        "documents": _documents(application, rows, faults),
        "reusable": earlier_files(application),
        "errors": [
            {"id": f"file-{key}", "label": "", "message": words}
            for key, found in faults.items()
            for words in found
        ],
        "has_errors": any(faults.values()),
    }
    return show(request, "portal/documents.html", context)


def _take(request: HttpRequest, application: Application, asked: DocumentRequirement) -> list[str]:
    """Take each chosen file; return what is wrong with those that were not taken."""
    faults: list[str] = []
    again = request.POST.get("again", "")
    found = Upload.objects.filter(pk=again).first() if again.isdigit() else None
    files = request.FILES.getlist("file")
    if not files and found is None:
        return [_("%(title)s: choose a file first.") % {"title": title_of_document(asked)}]
    if found is not None:
        services.attach(application, requirement=asked, upload=found, by=request.user)
    for file in files:
        try:
            upload = store_upload(file=file, name=file.name or "", by=request.user)
            services.attach(application, requirement=asked, upload=upload, by=request.user)
        except BusinessError as refusal:
            faults.append(_("%(name)s: %(reason)s") % {"name": file.name, "reason": refusal})
    return faults


def _documents(
    application: Application, rows: list[DocumentRequirement], faults: dict[int, list[str]]
) -> list[dict[str, Any]]:
    present, open_now = materials_of(application), unlocked(application)
    return [
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


@require_POST
@portal_page
def remove(request: HttpRequest, pk: int, material: int) -> HttpResponse:
    """Take a file out of its place."""
    application = my_application(request, pk)
    row = Material.objects.filter(pk=material, application=application, removed_at=None).first()
    if row is None:
        raise Http404
    services.detach(row, by=request.user)
    return redirect(f"{reverse('portal:documents', args=[pk])}#document-{row.requirement_id}")
