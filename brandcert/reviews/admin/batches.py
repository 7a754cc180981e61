"""The drawing for a batch at the desk: its acts, its record, and the record as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, ClassVar, Final

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from brandcert.core.admin import CaseAdmin, ServiceAdmin, name_act, register_panel, register_step
from brandcert.enterprises.exporting import Value, xlsx_bytes
from brandcert.reviews import services
from brandcert.reviews.admin import exclusions
from brandcert.reviews.admin.panel import REASONS
from brandcert.reviews.enums import ConflictKind
from brandcert.reviews.forms import PublicValueForm
from brandcert.reviews.models import BatchDraw, Expert, ExpertObjection, InvitationRun
from brandcert.reviews.policies.ties import WORDS

MODEL: Final = "reviews.batchdraw"
# As many rows stand on the page; the workbook has all.
MOST_ROWS: Final = 50
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FAULTS: Final = {
    "rule": gettext_lazy("the record names a rule this program does not know"),
    "inputs": gettext_lazy("pool or cases are not those of the recorded hash"),
    "answer": gettext_lazy("the assignment is not that of the recorded hash"),
    "not_allowed": gettext_lazy(
        "somebody excluded was assigned, or a panel lacks experts or a required field"
    ),
    "cost": gettext_lazy("the recorded cost is not that of the assignment"),
    "not_cheapest": gettext_lazy("a cheaper assignment exists"),
    "not_unique": gettext_lazy("another assignment costs the same"),
    "replay": gettext_lazy("drawing again gives other experts"),
    "commitment": gettext_lazy("the secret is not the one whose hash was announced"),
    "seed": gettext_lazy("the seed does not follow from the secret and the public value"),
    "source": gettext_lazy("a public value is mixed in although no source was announced"),
    "trail": gettext_lazy("the trail of events tells other hashes"),
    "panels": gettext_lazy("not everyone drawn was invited"),
}


def reason_words(codes: list[str]) -> str:
    """Return reasons of an exclusion in words."""
    words = {**dict(ConflictKind.choices), **REASONS}
    return "、".join(str(words.get(code, code)) for code in codes)


def _names() -> dict[int, tuple[str, str]]:
    rows = Expert.objects.select_related("user")
    return {row.pk: (str(row), row.employer) for row in rows}


def experts_of(draw: BatchDraw) -> list[dict[str, Any]]:
    """Return the pool: who, tasks before and after, for how many cases excluded, and why altogether."""
    names, inputs = _names(), draw.inputs or {"experts": [], "cases": []}
    drawn = Counter(key for panel in (draw.answer or {}).get("chosen", {}).values() for key in panel)
    barred = Counter(int(key) for case in inputs["cases"] for key in case["excluded"])
    return [
        {
            "name": names.get(one["expert"], ("?", ""))[0],
            "employer": names.get(one["expert"], ("", ""))[1],
            "fields": "、".join(one["fields"]),
            "before": one["load"],
            "drawn": drawn[one["expert"]],
            "after": one["load"] + drawn[one["expert"]],
            "barred": barred[one["expert"]],
            "excluded": reason_words(one["excluded"]),
        }
        for one in inputs["experts"]
    ]


def cases_of(draw: BatchDraw, most: int | None = None) -> list[dict[str, Any]]:
    """Return the cases: panel by name, and who was excluded for which reason."""
    names, chosen = _names(), (draw.answer or {}).get("chosen", {})
    cases = (draw.inputs or {"cases": []})["cases"][:most]
    return [
        {
            "number": case["application"],
            "url": reverse("admin:applications_application_change", args=[case["id"]]),
            "size": case["size"],
            "fields": "、".join(case["fields"]),
            "panel": "、".join(names.get(key, ("?", ""))[0] for key in chosen.get(case["application"], ())),
            "excluded": [
                f"{names.get(int(key), ('?', ''))[0]}（{reason_words(codes)}）"
                for key, codes in case["excluded"].items()
            ],
        }
        for case in cases
    ]


def load_of(experts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return how many experts end with how many tasks, those of whom nothing excludes."""
    counts = Counter(one["after"] for one in experts if not one["excluded"])
    most = max(counts.values(), default=1)
    return [
        {"tasks": tasks, "experts": counts[tasks], "share": round(100 * counts[tasks] / most)}
        for tasks in sorted(counts)
    ]


def page_of(draw: BatchDraw, _user: Any) -> dict[str, Any]:
    """Return what the page shows of the drawing."""
    experts = experts_of(draw)
    cases = (draw.inputs or {"cases": []})["cases"]
    exports = [
        {"title": title, "url": reverse("admin:reviews_batchdraw_export", args=[draw.pk, name])}
        for name, title in SHEETS.items()
    ]
    return {
        "draw": draw,
        "experts": experts[:MOST_ROWS],
        "more_experts": max(0, len(experts) - MOST_ROWS),
        "cases": cases_of(draw, MOST_ROWS),
        "more_cases": max(0, len(cases) - MOST_ROWS),
        "counts": {
            "pool": sum(1 for one in experts if not one["excluded"]),
            "excluded": sum(1 for one in experts if one["excluded"]),
            "cases": len(cases),
        },
        "sizes": exclusions.sizes_of(draw.inputs) if draw.inputs else [],
        "reasons": exclusions.reasons_of(draw.inputs, reason_words) if draw.inputs else [],
        "load": load_of(experts) if draw.drawn_at else [],
        "faults": [FAULTS.get(code, code) for code in draw.faults],
        "exports": exports if draw.inputs else [],
        "run": InvitationRun.objects.filter(draw=draw).first(),
        "objections": ExpertObjection.objects.filter(
            application__batch=draw.batch_id, is_admitted=None
        ).count(),
    }


SHEETS: Final = {
    "panels": gettext_lazy("Panels"),
    "pool": gettext_lazy("Pool and load"),
    "exclusions": gettext_lazy("Exclusions"),
}


def _panel_rows(draw: BatchDraw) -> Iterator[list[Value]]:
    for case in cases_of(draw):
        yield [case["number"], case["size"], case["fields"], case["panel"]]


def _pool_rows(draw: BatchDraw) -> Iterator[list[Value]]:
    for one in experts_of(draw):
        yield [one[key] for key in ("name", "employer", "fields", "before", "drawn", "after", "excluded")]


def _exclusion_rows(draw: BatchDraw) -> Iterator[list[Value]]:
    names = _names()
    for one in draw.findings:
        words = f"{ConflictKind(one['kind']).label}: {WORDS[one['rule']]}"
        yield [one["application"], names.get(one["expert"], ("?", ""))[0], words, one["evidence"]]


def workbook_of(draw: BatchDraw, sheet: str) -> bytes:
    """Return one table of the drawing as a workbook; the second sheet tells seed and hashes."""
    titles, rows = {
        "panels": (
            [_("Application"), _("Experts needed"), _("Required fields"), _("Panel")],
            _panel_rows,
        ),
        "pool": (
            [
                _("Expert"),
                _("Employer"),
                _("Fields"),
                _("Tasks before"),
                _("Drawn"),
                _("Tasks after"),
                _("Excluded because"),
            ],
            _pool_rows,
        ),
        "exclusions": (
            [_("Application"), _("Expert"), _("Excluded because"), _("Evidence")],
            _exclusion_rows,
        ),
    }[sheet]
    answer = draw.answer or {}
    about = {
        _("Drawing"): str(draw),
        _("Seed"): answer.get("seed", ""),
        _("Rule"): f"{answer.get('solver', '')}/{answer.get('version', '')}",
        _("Hash of pool and cases"): draw.inputs_sha256,
        _("Hash of the record"): draw.record_sha256,
    }
    return xlsx_bytes(titles, rows(draw), title=str(SHEETS[sheet]), about=about)


@admin.register(BatchDraw)
class BatchDrawAdmin(ServiceAdmin, CaseAdmin):
    """Drawings for whole batches: announced here, then frozen, drawn and checked by their steps."""

    add_action: ClassVar[str] = "announce"
    list_display = ("batch", "announced_at", "frozen_at", "drawn_at", "checked_at")
    list_select_related = ("batch",)
    fields = ("batch", "source", "objection_days")

    def get_urls(self) -> list[URLPattern]:
        """Add the workbooks."""
        view = self.admin_site.admin_view(self.export_view)
        own = [path("<int:object_id>/export/<slug:sheet>.xlsx", view, name="reviews_batchdraw_export")]
        return own + super().get_urls()

    def run(self, request: HttpRequest, row: Any, form: Any, change: bool) -> Any:
        """Announce by the service, which makes the secret and writes its hash into the trail."""
        return services.announce_draw(
            row.batch,
            source=row.source,
            objection_days=row.objection_days,
            by=request.user,
            now=timezone.now(),
        )

    def export_view(self, request: HttpRequest, object_id: int, sheet: str) -> HttpResponse:
        """Give one table as a workbook."""
        row = self.row_or_404(request, object_id)
        if sheet not in SHEETS or row.inputs is None:
            raise Http404
        answer = HttpResponse(workbook_of(row, sheet), content_type=XLSX)
        answer["Content-Disposition"] = f'attachment; filename="draw-{row.pk}-{sheet}.xlsx"'
        return answer

    def case_state(self, row: BatchDraw) -> tuple[str, str]:
        """Say how far the drawing is."""
        if row.drawn_at is not None:
            return (_("drawn"), "red" if row.faults else "green")
        if row.takes_objections(timezone.localdate()):
            return (_("applicants may object"), "amber")
        return (_("pool frozen"), "blue") if row.frozen_at else (pgettext("a drawing", "announced"), "blue")

    def case_version(self, row: BatchDraw) -> str:
        """Return what an older view of the drawing is recognised by."""
        return f"{row.inputs_sha256[:12]}-{row.record_sha256[:12]}"

    def case_title(self, row: BatchDraw) -> str:
        """Return the heading."""
        return _("Drawing of experts: %(batch)s") % {"batch": row.batch}

    def case_facts(self, row: BatchDraw) -> list[str]:
        """Return number and who announced it."""
        return [_("Drawing %(number)s") % {"number": row.pk}, str(row.announced_by)]


register_panel(MODEL, "reviews/batch_draw.html", page_of)
register_step(
    f"{MODEL}.freeze",
    run=services.freeze_pool,
    label=gettext_lazy("Freeze the pool"),
    tone="primary",
    when=lambda row: row.drawn_at is None,
)
register_step(
    f"{MODEL}.carry_out",
    run=services.carry_out,
    form=PublicValueForm,
    label=gettext_lazy("Draw and invite"),
    tone="primary",
    when=lambda row: row.drawn_at is None and row.frozen_at is not None,
)
register_step(
    f"{MODEL}.retry_inviting",
    run=services.retry_inviting,
    label=gettext_lazy("Go on inviting"),
    tone="primary",
    when=lambda row: any(run.is_parked for run in InvitationRun.objects.filter(draw=row)),
)
register_step(
    f"{MODEL}.check",
    run=services.check_draw,
    label=gettext_lazy("Draw again and compare"),
    when=lambda row: row.drawn_at is not None,
)
name_act(f"{MODEL}.name_pool", gettext_lazy("Pool shown to the applicants"))
name_act(f"{MODEL}.finish_inviting", gettext_lazy("All experts invited"))
name_act(f"{MODEL}.retry_inviting", gettext_lazy("Invitations resumed"))
name_act("reviews.expertobjection.file_own", gettext_lazy("Applicant objected to an expert"))
