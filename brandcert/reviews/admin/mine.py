"""The expert's own page: what the pool holds about him, what he declares, when he is away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from brandcert.core import policies
from brandcert.core.answers import sent_key
from brandcert.core.errors import BusinessError
from brandcert.programs.enums import CategoryKey
from brandcert.reviews import services
from brandcert.reviews.admin.pool_forms import AbsenceForm, InterestForm
from brandcert.reviews.models import Absence, Expert, Interest
from brandcert.reviews.policies import expert_of


class OwnPage:
    """The page of the pool that an expert opens himself; a part of the admin of experts."""

    admin_site: Any
    tell: Callable[..., None]
    page: Callable[..., Any]
    own_template: ClassVar[str] = "admin/reviews/mine.html"

    def own_urls(self) -> list[URLPattern]:
        """Return the address of the page."""
        return [path("mine/", self.admin_site.admin_view(self.own_view), name="reviews_expert_mine")]

    def own_view(self, request: HttpRequest) -> HttpResponse:
        """Show the entry; take a declaration, its end, an absence, its end. One form is posted at a time."""
        expert = expert_of(request.user)
        if not policies.allowed(request.user, "reviews.expert.view_own", expert):
            raise PermissionDenied
        if expert is None:
            raise Http404
        act = request.POST.get("act", "") if request.method == "POST" else ""
        interest = InterestForm(request.POST if act == "interest" else None, prefix="interest")
        absence = AbsenceForm(request.POST if act == "absence" else None, prefix="absence")
        form = {"interest": interest, "absence": absence}.get(act)
        if act and act not in _ACTS:
            raise Http404
        if act and (form is None or form.is_valid()) and self._done(request, expert, act, form):
            return HttpResponseRedirect(reverse("admin:reviews_expert_mine"))
        context = {
            "title": _("My entry in the pool of experts"),
            "expert": expert,
            "particulars": _particulars(expert),
            "interests": list(expert.interests.order_by("-pk")),
            "absences": list(expert.absences.filter(until__gte=timezone.localdate())),
            "interest_form": interest,
            "absence_form": absence,
            "form": form or interest,
            "has_errors": bool(form and form.errors),
            "today": timezone.localdate(),
        }
        shown: HttpResponse = self.page(request, self.own_template, context)
        return shown

    def _done(self, request: HttpRequest, expert: Expert, act: str, form: Any) -> bool:
        try:
            words = _ACTS[act](expert, request, form.cleaned_data if form else {})
        except BusinessError as refusal:
            if form is not None:
                form.add_error(None, str(refusal))
                return False
            self.tell(request, str(refusal), failed=True)
            return True
        self.tell(request, words)
        return True


def _particulars(expert: Expert) -> list[dict[str, Any]]:
    names = "、".join(str(CategoryKey(key).label) for key in expert.categories if key in CategoryKey.values)
    return [
        {"label": pgettext("a person", "Name"), "value": str(expert)},
        {"label": _("Title"), "value": "、".join(one for one in (expert.title, expert.post) if one) or "–"},
        {"label": _("Employer"), "value": expert.employer},
        {"label": _("Credit code of the employer"), "value": expert.employer_credit_code or "–"},
        {"label": _("Categories"), "value": names},
        {"label": _("Fields of expertise"), "value": "、".join(expert.fields) or "–"},
        {"label": _("Division"), "value": expert.division or "–"},
        {"label": _("Most tasks at a time"), "value": expert.most_tasks or _("no limit of your own")},
    ]


def name_warning(stated: Interest) -> str:
    """Say what it means that a body is known by its name alone."""
    return _(
        "On record by the name “%(name)s” alone: an applicant is recognised only if it is called exactly so. Enter its credit code as soon as you know it."
    ) % {"name": stated.body}


def _state_interest(expert: Expert, request: HttpRequest, data: Any) -> str:
    stated = services.state_interest(expert, **data, by=request.user)
    if not stated.credit_code:
        return name_warning(stated)
    return _("Your declaration is on record; tasks it forbids have ended.")


def _end_interest(expert: Expert, request: HttpRequest, _data: Any) -> str:
    today = timezone.localdate()
    services.end_interest(_own(Interest, expert, request), until=today, by=request.user, today=today)
    return _("The end of this interest is on record.")


def _state_absence(expert: Expert, request: HttpRequest, data: Any) -> str:
    services.state_absence(expert, **data, by=request.user)
    return _("Your absence is on record; you are drawn for nothing that falls into it.")


def _end_absence(expert: Expert, request: HttpRequest, _data: Any) -> str:
    services.end_absence(_own(Absence, expert, request), by=request.user, today=timezone.localdate())
    return _("The absence has ended.")


def _own(model: Any, expert: Expert, request: HttpRequest) -> Any:
    row = model.objects.filter(expert=expert, pk=sent_key(request.POST.get("row", ""))).first()
    if row is None:
        raise Http404
    return row


_ACTS: dict[str, Callable[[Expert, HttpRequest, Any], str]] = {
    "interest": _state_interest,
    "end_interest": _end_interest,
    "absence": _state_absence,
    "end_absence": _end_absence,
}
