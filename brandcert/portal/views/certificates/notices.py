"""What is announced against a certificate, the holder's statements and their receipts."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from brandcert.core import policies
from brandcert.core.errors import BusinessError
from brandcert.core.throttling import limited
from brandcert.portal.forms import AnswerForm
from brandcert.portal.presentation import file_line
from brandcert.portal.sanctions import (
    counted_days,
    may_state,
    outcome_of,
    state_of,
    statements_of,
    steps_of,
)
from brandcert.portal.views.certificates.pages import my_certificate
from brandcert.portal.views.files import LETTERS, stored
from brandcert.portal.views.frame import done, portal_page, posted, posted_files, show
from brandcert.portal.views.keeping import keep_for_later
from brandcert.supervision.enums import SanctionStatus
from brandcert.supervision.models import SanctionCase
from brandcert.supervision.policies import LABEL
from brandcert.supervision.queries import ground_words
from brandcert.supervision.services import answer_notice, ask_hearing


@require_http_methods(["GET", "POST"])
@portal_page
@limited(LETTERS, keep=keep_for_later)
def prior_notice(request: HttpRequest, pk: int, key: int) -> HttpResponseBase:
    """Show what is announced and on what it rests, how the last day was counted, and take statements; keep their receipts."""
    certificate = my_certificate(request, pk)
    case = certificate.sanction_cases.announced().filter(pk=key).first()
    if case is None:
        raise Http404
    today = timezone.localdate()
    is_late = case.answer_by is not None and today > case.answer_by
    may_ask = case.status == SanctionStatus.ANNOUNCED and not is_late
    form = AnswerForm(posted(request), posted_files(request), may_ask=may_ask)
    if request.method == "POST" and form.is_valid() and _stated(request, case, form):
        return done(request, _("Your answer has been handed in."), "portal:prior_notice", pk, key)
    words, tone = state_of(case)
    context = {
        "certificate": certificate,
        "enterprise": certificate.enterprise,
        "notice": case,
        "state": words,
        "tone": tone,
        "form": form,
        "ground": ground_words(case),
        "files": [file_line(upload) for upload in case.evidence.all()],
        "counted": counted_days(case),
        "next": steps_of(case) if case.is_open else [],
        "statements": statements_of(case),
        "outcome": outcome_of(case),
        "may_answer": may_state(case, request.user),
        "is_late": is_late,
    }
    return show(request, "portal/prior_notice.html", context)


def _stated(request: HttpRequest, case: SanctionCase, form: AnswerForm) -> bool:
    """Hand the statement in; what the business refuses is told in the form, and nothing typed is lost."""
    policies.require(request.user, f"{LABEL}.answer", case)
    evidence = stored(request, form, "evidence")
    if evidence is None:
        return False
    state = ask_hearing if form.cleaned_data.get("hearing") else answer_notice
    try:
        state(
            case,
            answer=form.cleaned_data["answer"],
            evidence=evidence,
            by=request.user,
            now=timezone.now(),
        )
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
