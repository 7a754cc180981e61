"""A department answers about a list of enterprises by the secret link it was sent, without signing in."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from brandcert.awards import queries, services
from brandcert.core.errors import BusinessError
from brandcert.core.throttling import Limit, limited
from brandcert.public.forms import ConsultationForm

CONSULTATIONS: Final = Limit("consultations", most=60, per=3600)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@limited(CONSULTATIONS)
def consult(request: HttpRequest, token: str) -> HttpResponse:
    """Show the list and take the answers, which can be changed until the deadline; a void link does not exist."""
    row = queries.consultation_by_token(token)
    if row is None:
        raise Http404
    answers = queries.answers_of(row)
    is_over = row.closed_at is not None or timezone.localdate() > row.due_on
    form = ConsultationForm(request.POST if request.method == "POST" else None, answers=answers)
    fault = ""
    if request.method == "POST" and not is_over and form.is_valid():
        try:
            services.answer_by_link(token, answers=form.given(), now=timezone.now())
        except BusinessError as refusal:
            fault = str(refusal)
        else:
            return redirect(f"{request.path}?kept=1")
    context = {
        "request_row": row,
        "form": form,
        "lines": [
            {"row": one, "stance": form[f"stance-{one.pk}"], "reason": form[f"reason-{one.pk}"]}
            for one in answers
        ],
        "is_over": is_over,
        "is_kept": "kept" in request.GET and request.method != "POST",
        "fault": fault or (_("The time to answer is over.") if request.method == "POST" and is_over else ""),
        "base_noindex": True,
    }
    return render(
        request,
        "public/consult.html",
        context,
        status=422 if form.is_bound and (fault or form.errors) else 200,
    )
