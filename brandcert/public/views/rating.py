"""Rating the service by the link an enterprise was given, without signing in."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from brandcert.core.errors import BusinessError
from brandcert.core.throttling import Limit, limited
from brandcert.feedback import services
from brandcert.feedback.models import Rating
from brandcert.feedback.queries import rating_of
from brandcert.public.forms import RatingForm

RATINGS: Final = Limit("ratings", most=20, per=3600)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@limited(RATINGS)
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """Show the stage the link stands for and take its one rating; a link nobody was given does not exist."""
    rating = rating_of(token)
    if rating is None:
        raise Http404
    form = RatingForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        facts = form.cleaned_data
        try:
            given = services.give(
                rating,
                level=facts["level"],
                reasons=facts["reasons"],
                comment=facts["comment"],
                now=timezone.now(),
            )
        except BusinessError as refusal:
            return _told(request, rating, title=str(refusal))
        return _told(request, given, title=_("Thank you for your rating."), is_new=True)
    if rating.given_at is not None:
        return _told(request, rating, title=_("This stage has been rated already. Thank you."))
    if rating.open_until < timezone.localdate():
        return _told(request, rating, title=_("The time to rate this stage is over."))
    application = rating.application
    context = {
        "form": form,
        "rating": rating,
        "application": application,
        "days": application.batch.program.rating_days,
    }
    return render(request, "public/rate.html", context, status=422 if form.is_bound else 200)


def _told(request: HttpRequest, rating: Rating, *, title: str, is_new: bool = False) -> HttpResponse:
    context = {
        "title": title,
        "rating": rating,
        "is_new": is_new,
        "is_over": rating.given_at is None,
        "days": rating.application.batch.program.rating_days,
    }
    return render(request, "public/rate.html", context, status=200 if is_new else 410)
