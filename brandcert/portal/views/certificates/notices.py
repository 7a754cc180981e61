"""What is announced against a certificate, the holder's answer and its receipt."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from brandcert.certificates.models import PriorNotice
from brandcert.certificates.services import answer_notice
from brandcert.core import policies
from brandcert.core.errors import BusinessError
from brandcert.core.throttling import limited
from brandcert.portal.asked import counted_days, steps_of
from brandcert.portal.forms import AnswerForm
from brandcert.portal.presentation import file_line
from brandcert.portal.views.certificates.pages import my_certificate
from brandcert.portal.views.files import LETTERS, stored
from brandcert.portal.views.frame import done, portal_page, posted, posted_files, show
from brandcert.portal.views.keeping import keep_for_later
from brandcert.portal.wording import ground_words


@require_http_methods(["GET", "POST"])
@portal_page
@limited(LETTERS, keep=keep_for_later)
def prior_notice(request: HttpRequest, pk: int, key: int) -> HttpResponseBase:
    """Show what is announced, how the last day was counted, and take the answer; afterwards its receipt."""
    certificate = my_certificate(request, pk)
    notice = certificate.prior_notices.filter(pk=key).select_related("answered_by").first()
    if notice is None:
        raise Http404
    form = AnswerForm(posted(request), posted_files(request))
    if request.method == "POST" and form.is_valid() and _answered(request, notice, form):
        return done(request, _("Your answer has been handed in."), "portal:prior_notice", pk, key)
    today = timezone.localdate()
    context = {
        "certificate": certificate,
        "enterprise": certificate.enterprise,
        "notice": notice,
        "form": form,
        "ground": ground_words(notice),
        "files": [file_line(upload) for upload in notice.evidence.all()],
        "counted": counted_days(notice),
        "next": steps_of(notice),
        "may_answer": notice.answered_at is None
        and notice.closed_at is None
        and policies.allowed(request.user, "certificates.certificate.answer_notice", certificate),
        "is_late": today > notice.answer_by,
    }
    return show(request, "portal/prior_notice.html", context)


def _answered(request: HttpRequest, notice: PriorNotice, form: AnswerForm) -> bool:
    """Hand the answer in; what the business refuses is told in the form, and nothing typed is lost."""
    policies.require(request.user, "certificates.certificate.answer_notice", notice.certificate)
    evidence = stored(request, form, "evidence")
    if evidence is None:
        return False
    try:
        answer_notice(
            notice,
            answer=form.cleaned_data["answer"],
            evidence=evidence,
            by=request.user,
            now=timezone.now(),
        )
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
