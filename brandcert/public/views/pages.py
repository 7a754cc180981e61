"""The front page and the guide."""

import datetime
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from brandcert.awards.models import PublicNotice
from brandcert.certificates import queries
from brandcert.certificates.enums import CertificateStatus
from brandcert.programs.enums import CategoryKey
from brandcert.programs.models import Batch, DocumentRequirement
from brandcert.public import texts
from brandcert.public.views.notices import shown

NEWEST: Final = 5


@require_safe
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Show the front page: ask the register, the open batch, the newest notices."""
    today, now = timezone.localdate(), timezone.now()
    notices = PublicNotice.objects.filter(published_on__lte=today).select_related("batch")[:NEWEST]
    context = {
        "figures": _figures(today),
        "batch": _open_batch(now),
        "notices": [shown(row, today) for row in notices],
    }
    return render(request, "public/home.html", context)


def _figures(today: datetime.date) -> list[dict[str, Any]]:
    valid = queries.with_status(queries.listed(), CertificateStatus.ACTIVE, today)
    counts = {str(key): valid.filter(category__key=key).count() for key in CategoryKey}
    return [
        {"label": _("Certificates in force"), "value": sum(counts.values())},
        *({"label": key.label, "value": counts[str(key)]} for key in CategoryKey),
    ]


def current_batch() -> Batch | None:
    """Return the batch the guide is about: the one that closes last."""
    return Batch.objects.select_related("program").order_by("-closes_at").first()


def _open_batch(now: datetime.datetime) -> dict[str, Any] | None:
    batch = current_batch()
    if batch is None or not batch.is_open(now):
        return None
    closes = timezone.localtime(batch.closes_at)
    return {
        "title": _("%(batch)s is open for applications") % {"batch": batch},
        "text": _("Applications are free of charge."),
        "left": _("Until %(date)s, %(left)s")
        % {
            "date": f"{closes:%Y-%m-%d %H:%M}",
            "left": texts.days_left(closes.date(), timezone.localdate(now)),
        },
        "url": reverse("public:guide"),
    }


@require_safe
@never_cache
def guide(request: HttpRequest) -> HttpResponse:
    """Tell conditions, documents, time limits and flow, all from the data of the batch."""
    batch = current_batch()
    context = {
        "batch": batch,
        "conditions": _conditions(),
        "categories": _documents(batch) if batch else [],
        "limits": _limits(batch) if batch else [],
        "scores": _scores(batch) if batch else [],
    }
    return render(request, "public/guide.html", context)


def _conditions() -> list[str]:
    return [
        _("Registered in Jilin Province with lawful licences, running for at least three years."),
        _("Owns or is licensed to use a valid trademark."),
        _(
            "In the last three years no major accident, no failed sampling, no verified major complaint, no recall abroad."
        ),
        _("Not on a list of abnormal operations, serious dishonesty or judgment defaulters; not barred."),
        _("A pledge that everything handed in is true."),
    ]


def _documents(batch: Batch) -> list[dict[str, Any]]:
    is_chinese = (get_language() or "").startswith("zh")
    rows = DocumentRequirement.objects.filter(batch=batch).select_related("category")
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        title, hint = (row.title, row.hint) if is_chinese else (row.title_en, row.hint_en)
        found.setdefault(row.category.key, []).append(
            {"title": title, "hint": hint, "required": row.is_required}
        )
    return [
        {"title": CategoryKey(key).label, "documents": found[key]}
        for key in CategoryKey.values
        if key in found
    ]


def _limits(batch: Batch) -> list[dict[str, str]]:
    workdays = [
        (_("Recommendation by the unit"), batch.recommend_days),
        (_("Acceptance by the province"), batch.accept_days),
        (_("Correction of an application"), batch.correction_days),
        (_("Expert review"), batch.review_days),
        (_("On-site inspection"), batch.inspect_days),
        (_("Public notice"), batch.notice_days),
        (_("Issue of the certificate after the decision"), batch.program.issue_days),
    ]
    days = [
        (_("Rectification after an inspection"), batch.rectification_days),
        (_("To appeal against a refusal"), batch.appeal_days),
        (_("Decision of an appeal"), batch.appeal_decision_days),
    ]
    return [
        *(
            {"label": label, "value": _("%(days)s working days") % {"days": count}}
            for label, count in workdays
        ),
        *({"label": label, "value": _("%(days)s days") % {"days": count}} for label, count in days),
        {
            "label": _("Validity of a certificate"),
            "value": _("%(years)s years") % {"years": batch.program.validity_years},
        },
        {"label": _("Fee"), "value": _("none")},
    ]


def _scores(batch: Batch) -> list[dict[str, str]]:
    return [
        {"label": _("Needed for an inspection"), "value": f"{batch.gate_score.normalize():f} / 60"},
        {"label": _("Needed for an award"), "value": f"{batch.award_score.normalize():f} / 100"},
        {"label": _("In every dimension"), "value": f"{batch.dimension_percent} %"},
    ]
