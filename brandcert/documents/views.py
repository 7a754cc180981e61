"""Serving uploads and letters: always as a download, always after asking the policy."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from brandcert.core import policies
from brandcert.documents.models import Letter, Upload
from brandcert.documents.services import letters, open_upload


@require_safe
@login_required
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send one upload to whoever may read it; to everyone else it does not exist."""
    upload = Upload.objects.filter(pk=pk).first()
    if upload is None or not policies.allowed(request.user, "documents.upload.view", upload):
        raise Http404
    try:
        stored = open_upload(upload)
    except FileNotFoundError as error:
        raise Http404(_("The file is missing from the store.")) from error
    answer = FileResponse(stored, as_attachment=True, filename=upload.name, content_type=upload.kind)
    return _sealed(answer)


@require_safe
@login_required
def letter(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the document of a letter to whoever may read it; the first opening by its reader is its delivery."""
    row = Letter.objects.filter(pk=pk).first()
    if row is None or not policies.allowed(request.user, "documents.letter.view", row):
        raise Http404
    if not policies.allowed(request.user, "documents.letter.read", row):
        # Its page says what has to be done first.
        return redirect("admin:documents_letter_change", row.pk)
    try:
        stored = letters.open_letter(row)
    except FileNotFoundError as error:
        raise Http404(_("The letter is not printed yet.")) from error
    user: Any = request.user
    if request.method == "GET" and not user.is_staff:
        letters.note_opening(row, by=user, now=timezone.now())
    name = f"{row.facts['page']['title']} {row.number}.pdf"
    return _sealed(FileResponse(stored, as_attachment=True, filename=name, content_type="application/pdf"))


def _sealed(answer: FileResponse) -> FileResponse:
    """Let a file from the store neither run nor stay in a cache."""
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
