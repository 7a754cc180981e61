"""The desk of a recommending unit: what waits, quota, counties, ranking, recommending in one go, signed letters."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from brandcert.accounts.models import Unit
from brandcert.applications import queries, services
from brandcert.applications.enums import Status
from brandcert.applications.forms.units import ACTS, RANK, RECOMMEND, UnitDeskForm
from brandcert.applications.models import Application, RecommendationLetter, UnitList
from brandcert.applications.policies import is_outsider
from brandcert.applications.services.letters import LETTER_KINDS, CannotPrint, made_letter
from brandcert.applications.services.units import RankingChanged
from brandcert.core import policies, terms
from brandcert.core.admin import name_act
from brandcert.core.errors import BusinessError
from brandcert.core.workdays import deadlines, workdays_left
from brandcert.programs.enums import Route
from brandcert.programs.models import Batch

if TYPE_CHECKING:
    from brandcert.applications.admin import ApplicationAdmin

VIEW: Final = "applications.unitlist.view"
SOON: Final = 3
name_act("applications.unitlist.rank", gettext_lazy("Ranking of the unit changed"))
name_act("applications.unitlist.sign", gettext_lazy("Letter of recommendation signed"))


class UnitPages:
    """The pages of recommending units, mounted by the admin of applications."""

    def __init__(self, page: ApplicationAdmin) -> None:
        """Know the frame."""
        self.page = page

    def urls(self) -> list[URLPattern]:
        """Return the addresses."""
        wrap, name = self.page.admin_site.admin_view, "applications_unit"
        return [
            path("units/", wrap(require_safe(self.list_view)), name=f"{name}_lists"),
            path(
                "units/<int:unit>/<int:batch>/",
                wrap(require_http_methods(["GET", "HEAD", "POST"])(self.desk_view)),
                name=f"{name}_desk",
            ),
            path(
                "units/letters/<int:letter>/<str:kind>",
                wrap(require_safe(self.letter_view)),
                name=f"{name}_letter",
            ),
        ]

    def list_view(self, request: HttpRequest) -> HttpResponse:
        """List the units and rounds the person may open, with how much waits there."""
        user: Any = request.user
        if not policies.allowed(user, "applications.unitlist.list"):
            raise Http404
        rows = [
            {
                "unit": unit,
                "batch": batch,
                "quota": queries.quota_of(unit, batch),
                "url": reverse("admin:applications_unit_desk", args=[unit.pk, batch.pk]),
            }
            for unit, batch in queries.unit_batches(user)
        ]
        title = _("Recommendations by unit")
        return self.page.page(
            request, "applications/units.html", {"title": title, "rows": rows, "crumbs": [{"title": title}]}
        )

    # --- one unit, one round ---------------------------------------------------------------------
    def desk_view(self, request: HttpRequest, unit: int, batch: int) -> HttpResponse:
        """Show the desk; on POST save the ranking, and recommend what is ticked or sign the letter."""
        row = self._list(request, unit, batch)
        rows = list(_told(request, queries.listed_by(row)))
        if request.method != "POST":
            form = UnitDeskForm(rows=rows, initial={"seen": row.seen})
            return self._shown(request, row, rows, form)
        act = str(request.POST.get("act", RANK))
        form = UnitDeskForm(request.POST, rows=rows, act=act if act in ACTS else RANK)
        if not form.is_valid():
            return self._shown(request, row, rows, form)
        try:
            told = self._take(row, form, request.user)
        except RankingChanged as error:
            return self._clash(request, unit, batch, str(error), form.act)
        except BusinessError as error:
            form.add_error(None, str(error))
            return self._shown(request, row, rows, form)
        self.page.tell(request, told)
        return HttpResponseRedirect(request.path)

    def _list(self, request: HttpRequest, unit: int, batch: int) -> UnitList:
        """Return the list; who may not read it learns not even whether the unit takes part."""
        office = get_object_or_404(Unit, pk=unit)
        round_ = get_object_or_404(Batch.objects.select_related("program"), pk=batch)
        asked = UnitList(unit=office, batch=round_)
        if not policies.allowed(request.user, VIEW, asked) or not round_.needs_unit:
            raise Http404
        return services.unit_list(office, round_)

    @staticmethod
    def _take(row: UnitList, form: UnitDeskForm, user: Any) -> str:
        """Carry out what the button says, all or nothing; return what is told about it."""
        now = timezone.now()
        with transaction.atomic():
            services.rank_applications(
                row, ranks=form.ranks, seen=form.cleaned_data["seen"], by=user, now=now
            )
            if form.act == RANK:
                return _("The ranking is saved.")
            if form.act == RECOMMEND:
                opinion = form.cleaned_data["opinion"]
                count = services.recommend_listed(row, keys=form.ticked, opinion=opinion, by=user, now=now)
                return ngettext(
                    "%(n)s application was recommended. Sign the letter next.",
                    "%(n)s applications were recommended. Sign the letter next.",
                    count,
                ) % {"n": count}
            letter = services.sign_letter(row, by=user, now=now)
            return _("Letter %(number)s, version %(version)s, is signed.") % {
                "number": letter.number,
                "version": letter.version,
            }

    def _clash(self, request: HttpRequest, unit: int, batch: int, words: str, act: str) -> HttpResponse:
        """Show what a colleague saved beside what was entered; saving again replaces it knowingly."""
        row = self._list(request, unit, batch)
        rows = list(_told(request, queries.listed_by(row)))
        data = request.POST.copy()
        data["seen"] = str(row.seen)
        form = UnitDeskForm(data, rows=rows, act=act)
        form.is_valid()
        return self._shown(request, row, rows, form, clash=words, status=409)

    def _shown(
        self,
        request: HttpRequest,
        row: UnitList,
        rows: list[Application],
        form: UnitDeskForm,
        *,
        clash: str = "",
        status: int = 200,
    ) -> HttpResponse:
        letters = list(row.letters.select_related("signed_by"))
        ready = queries.letter_rows(row)
        context = {
            "title": str(row.unit),
            "batch": row.batch,
            "crumbs": [
                {"title": _("Recommendations by unit"), "url": reverse("admin:applications_unit_lists")},
                {"title": str(row.unit)},
            ],
            "form": form,
            "lines": _lines(row, rows, form, clashes=bool(clash)),
            "quota": queries.quota_of(row.unit, row.batch),
            "may_write": policies.allowed(request.user, "applications.unitlist.rank", row),
            "waiting": sum(one.status == Status.SUBMITTED for one in rows),
            "with_county": row.batch.route == Route.COUNTY,
            "letters": [_letter(one) for one in letters],
            "ready": len(ready),
            "is_stale": bool(ready) and queries.differs_from_letter(row, ready),
            "unranked": sum(line["rank"] is None for line in ready),
            "clash": clash,
            "row": row,
        }
        return self.page.page(request, "applications/unit.html", context, status=status)

    def letter_view(self, request: HttpRequest, letter: int, kind: str) -> HttpResponse:
        """Give one file of a signed version."""
        found = get_object_or_404(
            RecommendationLetter.objects.select_related("unit_list__unit", "unit_list__batch"), pk=letter
        )
        if kind not in LETTER_KINDS or not policies.allowed(request.user, VIEW, found.unit_list):
            raise Http404
        try:
            data = made_letter(found, kind, by=request.user)
        except CannotPrint as error:
            self.page.tell(request, str(error), failed=True)
            keys = [found.unit_list.unit_id, found.unit_list.batch_id]
            return HttpResponseRedirect(reverse("admin:applications_unit_desk", args=keys))
        answer = HttpResponse(data, content_type=LETTER_KINDS[kind])
        answer["Content-Disposition"] = f'attachment; filename="{found}-{kind}"'
        return answer


def _letter(one: RecommendationLetter) -> dict[str, Any]:
    titles = {
        "letter.pdf": _("Letter (PDF)"),
        "summary.pdf": _("Summary table (PDF)"),
        "summary.xlsx": _("Summary table (XLSX)"),
    }
    return {
        "row": one,
        "count": len(one.facts["rows"]),
        "files": [
            {"title": title, "url": reverse("admin:applications_unit_letter", args=[one.pk, kind])}
            for kind, title in titles.items()
        ],
    }


def _lines(
    row: UnitList, rows: list[Application], form: UnitDeskForm, *, clashes: bool
) -> list[dict[str, Any]]:
    """Return the applications by rank, each with its fields, clock, county and recommendation."""
    today = timezone.localdate()
    left = workdays_left(today, [one.due_on for one in rows if one.due_on])
    counties = _counties(row, rows, today)
    lines = [
        {
            "row": one,
            "url": reverse("admin:applications_application_change", args=[one.pk]),
            "rank": form[f"rank_{one.pk}"],
            "stored": queries.rank_of(one),
            "differs": clashes and str(queries.rank_of(one) or "") != form.data.get(f"rank_{one.pk}", ""),
            "tick": form[f"tick_{one.pk}"] if f"tick_{one.pk}" in form.fields else None,
            "left": terms.workdays_words(left[one.due_on]) if one.due_on else "",
            "tone": _tone(left.get(one.due_on) if one.due_on else None),
            "county": counties.get(one.pk),
            "given": next((given for given in one.recommendations.all() if given.is_positive), None),
        }
        for one in rows
    ]
    return sorted(lines, key=lambda line: (line["stored"] is None, line["stored"]))


def _tone(days: int | None) -> str:
    if days is None or days > SOON:
        return ""
    return "red" if days < 0 else "amber"


def _counties(row: UnitList, rows: list[Application], today: datetime.date) -> dict[int, dict[str, Any]]:
    """Return how it stands with the county of each application: two queries for any number."""
    if row.batch.route != Route.COUNTY:
        return {}
    offices = {office.division_id: office for office in row.unit.offices.all()}
    asked = {
        one.pk: (timezone.localdate(one.submitted_at), row.batch.county_days)
        for one in rows
        if one.submitted_at and one.enterprise.division_id in offices
    }
    until = deadlines(asked.values())
    return {
        one.pk: _county(one, offices[one.enterprise.division_id], until[asked[one.pk]], today)
        for one in rows
        if one.pk in asked
    }


def _county(one: Application, office: Unit, until: datetime.date, today: datetime.date) -> dict[str, Any]:
    given = list(one.county_opinions.all())
    if given:
        words, tone = (_("in favour"), "green") if given[-1].is_positive else (_("against"), "red")
        at = timezone.localdate(given[-1].signed_at)
        return {"office": office, "words": words, "tone": tone, "note": given[-1].opinion, "on": at}
    if today <= until:
        words = _("has until %(date)s") % {"date": until.isoformat()}
        return {"office": office, "words": words, "tone": "amber"}
    return {
        "office": office,
        "words": _("silent since %(date)s") % {"date": until.isoformat()},
        "tone": "grey",
    }


def _told(request: HttpRequest, rows: Any) -> Any:
    """Return the applications of the list as the reader is told of them."""
    return rows.as_told_to(request.user) if is_outsider(request.user) else rows
