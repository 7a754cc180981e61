"""Serving uploads: always as a download, always after asking the policy."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from brandcert.core import policies
from brandcert.documents.models import Upload
from brandcert.documents.services import open_upload


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
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
