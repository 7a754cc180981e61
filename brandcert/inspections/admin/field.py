"""The page that goes along on a visit: it works without network, and what was entered arrives afterwards."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from decimal import Decimal
from functools import cache, wraps
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.contrib import admin
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import get_template
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from brandcert.accounts.enums import Role
from brandcert.applications.enums import Status
from brandcert.core.errors import BusinessError, Refused
from brandcert.documents.services import LARGEST
from brandcert.inspections import queries, services
from brandcert.inspections.codes import code_of
from brandcert.inspections.enums import EntryKind, Mode, Severity
from brandcert.inspections.models import Inspection, ReportSignature, TeamMember
from brandcert.inspections.services import Line

View = Callable[..., HttpResponse]
# What the page consists of besides the frame of the desk; a change of any of them is a new version on the phones.
PARTS: Final = (
    "brandcert/admin.css",
    "brandcert/case.css",
    "brandcert/field.css",
    "brandcert/site.js",
    "brandcert/field/store.js",
    "brandcert/field/photos.js",
    "brandcert/field/signing.js",
    "brandcert/field/sending.js",
    "brandcert/field/page.js",
)
TEMPLATES: Final = ("inspections/field.html", "inspections/worker.js", "admin/base_site.html")
STATUS: Final = {"saved": 200, "clash": 409, "again": 409, "fault": 422}
ICONS: Final = ((192, "any"), (512, "any"), (512, "maskable"))


def urls(site: admin.AdminSite) -> list[URLPattern]:
    """Return the addresses of the page, all below the one its worker may answer for."""

    def take(view: View) -> View:
        return site.admin_view(_for_inspectors(never_cache(view)))

    return [
        path("field/", take(require_safe(shell)), name="inspections_field"),
        path("field/worker.js", take(require_safe(worker)), name="inspections_field_worker"),
        path("field/manifest.webmanifest", take(require_safe(manifest)), name="inspections_field_manifest"),
        path("field/state.json", take(require_safe(state)), name="inspections_field_state"),
        path("field/<int:pk>/send/", take(require_POST(send)), name="inspections_field_send"),
    ]


def _for_inspectors(view: View) -> View:
    """Let inspectors in; for everybody else there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if Role.INSPECTOR not in getattr(request.user, "roles", ()):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


# --- the program ------------------------------------------------------------------------------------
def shell(request: HttpRequest) -> HttpResponse:
    """Draw the empty page: who reads it and what he visits is not in it, because every phone keeps it."""
    context = {
        "title": _("Visits without network"),
        "severities": Severity.choices,
        "state_url": reverse("admin:inspections_field_state"),
        "send_url": reverse("admin:inspections_field_send", args=[0]),
        "page_url": reverse("admin:inspections_inspection_change", args=[0]),
        "worker_url": reverse("admin:inspections_field_worker"),
    }
    answer = render(request, "inspections/field.html", context)
    answer["X-Field-Shell"] = "1"
    return answer


def worker(request: HttpRequest) -> HttpResponse:
    """Send the script that answers for the page when there is no network, and for nothing else."""
    context = {
        "version": version(),
        "shell": reverse("admin:inspections_field"),
        "static": settings.STATIC_URL,
    }
    return render(request, "inspections/worker.js", context, content_type="text/javascript; charset=utf-8")


@cache
def version() -> str:
    """Return a short code of everything the page consists of."""
    found = hashlib.sha256()
    for name in PARTS:
        found.update(staticfiles_storage.url(name).encode())
        place = finders.find(name)
        if isinstance(place, str):
            found.update(Path(place).read_bytes())
    for name in TEMPLATES:
        found.update(Path(get_template(name).origin.name).read_bytes())  # type: ignore[attr-defined] # Django's own templates know their file
    return found.hexdigest()[:12]


def manifest(_request: HttpRequest) -> JsonResponse:
    """Tell a phone how to install the page."""
    place = reverse("admin:inspections_field")
    return JsonResponse(
        {
            "name": _("Jilin Premium: visits"),
            "short_name": _("Visits"),
            "lang": get_language(),
            "id": place,
            "start_url": place,
            "scope": place,
            "display": "standalone",
            "background_color": "#f5f7f6",
            "theme_color": "#0a6450",
            "icons": [
                {
                    "src": static(
                        f"brandcert/field/icon-{size}{'-maskable' if use == 'maskable' else ''}.png"
                    ),
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                    "purpose": use,
                }
                for size, use in ICONS
            ],
        },
        content_type="application/manifest+json",
    )


# --- what goes along --------------------------------------------------------------------------------
def state(request: HttpRequest) -> JsonResponse:
    """Tell whose session it is and the open visits of his teams, with what is needed to inspect and nothing more."""
    rows = (
        Inspection.objects.visible_to(request.user)
        .open()
        .filter(team__user=request.user.pk, application__status=Status.INSPECTION)
        .select_related("application__enterprise", "application__product", "application__category")
        .order_by("planned_on", "pk")
        .distinct()
    )
    return JsonResponse(
        {
            "person": request.user.pk,
            "token": get_token(request),
            "largest": LARGEST,
            "time": timezone.localtime().strftime("%H:%M"),
            "visits": [snapshot(row, request.user) for row in rows],
        }
    )


def snapshot(row: Inspection, user: Any) -> dict[str, Any]:
    """Return one visit as a phone keeps it; of people the names of the inspectors, who sign."""
    case = row.application
    member = row.team.get(user=user.pk)
    keys = {one.made: str(one.key) for one in row.receipts.filter(kind=EntryKind.FINDING)}
    return {
        "id": row.pk,
        "title": str(case.product or case),
        "number": case.receipt_number or "",
        "enterprise": str(case.enterprise),
        "place": row.place,
        "mode": row.get_mode_display(),
        "day": row.planned_on.isoformat(),
        "declared": member.declared_at is not None,
        "scores": member.is_leader,
        "dimensions": _dimensions(row),
        "lines": {code: shown(line) for code, line in services.stored_lines(row).items()},
        "findings": [
            {
                "key": keys.get(one.pk, ""),
                "severity": one.get_severity_display(),
                "gravity": one.severity,
                "clause": one.clause,
                "description": one.description,
                "place": one.place,
            }
            for one in row.findings.order_by("pk")
        ],
        "photos": row.photos.count(),
        "pictures": list(row.photos.order_by("pk").values_list("upload__sha256", flat=True)),
        "samples": [[one.name, one.lot, one.quantity, one.seal] for one in row.samples.order_by("pk")],
        **_signing(row, member),
    }


def _signing(row: Inspection, member: TeamMember) -> dict[str, Any]:
    """Return who has signed, and what the reader needs to sign or to have his colleagues sign on his phone."""
    return {
        "code": code_of(row.pk, member.user_id) if member.declared_at is not None else "",
        # Whoever signs last has the sheet of all: there the others sign.
        "colleagues": [
            {"id": one.user_id, "name": str(one.user)}
            for one in row.team.exclude(pk=member.pk).select_related("user").order_by("pk")
        ]
        if member.is_leader
        else [],
        "signs": row.mode != Mode.VIDEO,
        "signatures": [
            {
                "side": one.side,
                "title": f"{one.get_side_display()} {one.name if one.inspector_id else ''}".strip(),
                "decision": one.get_decision_display(),
                "shown": one.shown,
                "at": timezone.localtime(one.signed_at).strftime("%Y-%m-%d %H:%M"),
            }
            for one in ReportSignature.objects.filter(inspection=row).order_by("pk")
        ],
    }


def _dimensions(row: Inspection) -> list[dict[str, Any]]:
    is_chinese = (get_language() or "zh").startswith("zh")

    def name(thing: Any) -> str:
        return str(thing.title if is_chinese or not thing.title_en else thing.title_en)

    found: dict[int, dict[str, Any]] = {}
    for one in queries.criteria_of(row.application):
        group = found.setdefault(one.dimension_id, {"name": name(one.dimension), "criteria": []})
        group["criteria"].append(
            {"code": one.code, "name": name(one), "maximum": f"{one.maximum.normalize():f}"}
        )
    return list(found.values())


def shown(line: Line) -> dict[str, str]:
    """Return a line of the checklist as a phone shows it, with the mark that tells it from a later one."""
    points = "" if line.points is None else f"{line.points.quantize(Decimal('0.01')).normalize():f}"
    return {"points": points, "observation": line.observation, "mark": services.mark_of(line)}


# --- what comes back --------------------------------------------------------------------------------
def send(request: HttpRequest, pk: int) -> JsonResponse:
    """Take one entry of a phone; the answer says in words what became of it, and the phone keeps what was not taken."""
    row = Inspection.objects.visible_to(request.user).filter(pk=pk).select_related("application").first()
    if row is None:
        return _told("fault", _("You are not on the team of this visit any more."), status=404)
    values = {
        name.removeprefix("v-"): str(text) for name, text in request.POST.items() if name.startswith("v-")
    }
    try:
        services.receive(
            row,
            key=_key(request.POST.get("key", "")),
            kind=request.POST.get("kind", ""),
            values=values,
            file=request.FILES.get("file"),
            by=request.user,
        )
    except (BusinessError, Refused) as refusal:
        return _not_taken(refusal)
    lines = services.stored_lines(row) if "code" in values else {}
    return _told("saved", "", line=shown(lines.get(values.get("code", ""), Line())))


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise services.BadEntry(
            _("The phone sent something this program does not know. Reload the page.")
        ) from error


def _not_taken(refusal: BusinessError | Refused) -> JsonResponse:
    if isinstance(refusal, Refused):
        return _told("fault", str(refusal.reason), status=403)
    if isinstance(refusal, services.ChecklistChanged):
        theirs = {code: shown(line) for code, line in refusal.theirs.items()}
        return _told("clash", str(refusal), theirs=theirs)
    if isinstance(refusal, services.InvalidChecklist):
        return _told("fault", " ".join(refusal.faults.values()))
    if isinstance(refusal, services.BadMoment):
        return _told("fault", str(refusal), without=["at"])
    return _told("again" if isinstance(refusal, services.DamagedPhoto) else "fault", str(refusal))


def _told(outcome: str, words: str, *, status: int = 0, **facts: Any) -> JsonResponse:
    answer = {"state": outcome, "words": words, **facts}
    return JsonResponse(answer, status=status or STATUS[outcome])
