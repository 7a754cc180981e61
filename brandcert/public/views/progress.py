"""The progress query: receipt number and query code, without signing in."""

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from brandcert.awards.services import find_objection
from brandcert.core.throttling import Limit, limited
from brandcert.public import progress
from brandcert.public.forms import ProgressForm
from brandcert.public.views.objections import KNOWN

# Per address; a code has 60 random bits, so this only keeps somebody from trying all day.
ASKING: Final = Limit("progress", most=20, per=600)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@limited(ASKING)
def query(request: HttpRequest) -> HttpResponse:
    """Answer receipt number and code by POST, so that neither stands in an address, a log or a history."""
    form = ProgressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        number, code = progress.folded(form.cleaned_data["receipt"]), form.cleaned_data["code"]
        objected = find_objection(number, progress.folded(code).replace("-", ""))
        if objected is not None:
            request.session[KNOWN] = objected.pk
            return HttpResponseRedirect(reverse("public:objection-case"))
        found = progress.find(number, code)
        if found is not None:
            case = progress.told(found, today=timezone.localdate())
            return render(request, "public/progress.html", {"case": case})
        form.add_error(
            None, _("Receipt number and query code do not belong together. Compare both with the receipt.")
        )
    status = 422 if form.is_bound else 200
    return render(request, "public/progress.html", {"form": form}, status=status)
