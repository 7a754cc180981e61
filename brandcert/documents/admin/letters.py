"""All letters with their state and delivery, the page of one letter, and the letters on the page of a case."""

from collections.abc import Mapping
from contextlib import nullcontext
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_POST

from brandcert.core.admin import PolicyAdmin, register_panel
from brandcert.core.templatetags.looks import draw_tag
from brandcert.documents import queries
from brandcert.documents.catalogue import KINDS
from brandcert.documents.enums import Outcome
from brandcert.documents.forms import DeliveryForm
from brandcert.documents.models import Letter, LetterDelivery
from brandcert.documents.models.letters import MAX_ATTEMPTS
from brandcert.documents.services import UploadRefused, letters
from brandcert.documents.services.letters.delivering import ImpossibleDelivery
from brandcert.documents.services.uploads import received

TONES = {"delivered": "green", "failed": "red", "waiting": "amber", "fault": "red", "unprinted": "grey"}


def state_of(letter: Letter) -> tuple[Any, str]:
    """Return in words and tint what became of a letter so far."""
    if letter.made_at is None:
        parked = letter.is_parked
        return (_("cannot be printed") if parked else _("being printed"), "red" if parked else "grey")
    if queries.delivered_on(letter):
        return Outcome.DELIVERED.label, TONES["delivered"]
    last = list(letter.deliveries.all())[-1:]
    if last and last[0].outcome == Outcome.FAILED:
        return Outcome.FAILED.label, TONES["failed"]
    return (last[0].get_outcome_display() if last else _("not opened yet"), TONES["waiting"])


class StateFilter(admin.SimpleListFilter):
    """Not printed, not delivered, failed, delivered."""

    title = pgettext_lazy("letter", "state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the states."""
        return [
            ("unprinted", gettext_lazy("not printed")),
            ("parked", gettext_lazy("cannot be printed")),
            ("open", gettext_lazy("not delivered yet")),
            ("failed", gettext_lazy("a delivery failed")),
            ("delivered", Outcome.DELIVERED.label),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Letter]) -> QuerySet[Letter]:
        """Return the letters in the chosen state."""
        rows = LetterDelivery.objects.filter(letter=OuterRef("pk"))
        arrived = Exists(rows.filter(outcome=Outcome.DELIVERED))
        failed = Exists(rows.filter(outcome=Outcome.FAILED))
        chosen = {
            "unprinted": lambda: queryset.filter(made_at=None),
            "parked": lambda: queryset.filter(made_at=None, attempts__gte=MAX_ATTEMPTS),
            "open": lambda: queryset.exclude(made_at=None).filter(~arrived),
            "failed": lambda: queryset.filter(failed & ~arrived),
            "delivered": lambda: queryset.filter(arrived),
        }.get(self.value() or "")
        return chosen() if chosen else queryset


class KindFilter(admin.SimpleListFilter):
    """The kinds of letters."""

    title = gettext_lazy("kind of letter")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Any:
        """Return the kinds under their names."""
        return [(kind.key, kind.name) for kind in KINDS.values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Letter]) -> QuerySet[Letter]:
        """Return the letters of the chosen kind."""
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Letter)
class LetterAdmin(PolicyAdmin):
    """Every letter the person may read; a letter is never changed, its deliveries are added."""

    add_action: ClassVar[str] = "nothing"
    change_action: ClassVar[str] = "nothing"
    list_display = ("number", "kind_name", "case_name", "dated_on", "state_label", "arrived_on")
    list_filter = (StateFilter, KindFilter, "dated_on")
    search_fields = ("number", "case_name")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Return the letters without their facts, with their deliveries."""
        return super().get_queryset(request).defer("facts").prefetch_related("deliveries")

    @admin.display(description=gettext_lazy("kind of letter"), ordering="kind")
    def kind_name(self, row: Letter) -> str:
        """Return what the kind is called."""
        return row.title

    @admin.display(description=pgettext_lazy("letter", "state"))
    def state_label(self, row: Letter) -> SafeString:
        """Draw the state."""
        return draw_tag(*state_of(row))

    @admin.display(description=gettext_lazy("delivered on"))
    def arrived_on(self, row: Letter) -> str:
        """Return the day from which a term counts that counts from delivery."""
        day = queries.delivered_on(row)
        return day.isoformat() if day else "–"

    def get_urls(self) -> list[URLPattern]:
        """Add the addresses of a delivery and of another try to print."""
        deliver = self.admin_site.admin_view(require_POST(self.deliver_view))
        retry = self.admin_site.admin_view(require_POST(self.retry_view))
        return [
            path("<int:object_id>/deliver/", deliver, name="documents_letter_deliver"),
            path("<int:object_id>/retry/", retry, name="documents_letter_retry"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show one letter as it reads, with its deliveries."""
        row = self.row_or_404(request, object_id)
        if not self.may(request, "read", row):
            return self._closed(request, row)
        return require_GET(self._shown)(request, row, DeliveryForm(initial={"on": timezone.localdate()}))

    def _closed(self, request: HttpRequest, row: Letter) -> HttpResponse:
        """Lead to the case, where a secret name is shown for a purpose that goes on record."""
        self.tell(
            request,
            _("The letter names who objected. Have the objector shown first, and say what for."),
            failed=True,
        )
        return HttpResponseRedirect(
            reverse(f"admin:{row.case_type.replace('.', '_')}_change", args=[row.case_id])
        )

    def _shown(
        self, request: HttpRequest, row: Letter, form: DeliveryForm, *, status: int = 200
    ) -> HttpResponse:
        words, tone = state_of(row)
        context = {
            "title": f"{row.title} {row.number}",
            "letter": row,
            "sheet": row.facts["page"],
            "state": draw_tag(words, tone),
            "arrived_on": queries.delivered_on(row),
            "deliveries": row.deliveries.select_related("noted_by", "proof"),
            "form": form,
            "may_deliver": row.made_at is not None and self.may(request, "deliver", row),
            "may_retry": row.is_parked and self.may(request, "retry", row),
            "has_errors": bool(form.errors),
        }
        return self.page(request, "documents/letter.html", context, status=status)

    def deliver_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Enter a delivery."""
        row = self.row_or_404(request, object_id)
        if not self.may(request, "read", row):
            return self._closed(request, row)
        form = DeliveryForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._shown(request, row, form, status=422)
        try:
            _enter(row, dict(form.cleaned_data), request.user)
        except ImpossibleDelivery as fault:
            form.add_error(fault.field, str(fault))
            return self._shown(request, row, form, status=422)
        except UploadRefused as fault:
            form.add_error("proof", str(fault))
            return self._shown(request, row, form, status=422)
        self.tell(request, _("The delivery is entered."))
        return HttpResponseRedirect(reverse("admin:documents_letter_change", args=[row.pk]))

    def retry_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """Let a letter that could not be printed be tried again."""
        row = self.row_or_404(request, object_id)
        letters.retry_letter(row, by=request.user)
        self.tell(request, _("The letter is tried again."))
        return HttpResponseRedirect(reverse("admin:documents_letter_change", args=[row.pk]))


def _enter(row: Letter, facts: dict[str, Any], user: Any) -> None:
    """Enter the delivery; the proof is kept only if the entry stands."""
    file = facts.pop("proof", None)
    with received(file=file, name=file.name, by=user) if file else nullcontext() as proof:
        letters.note_delivery(row, **facts, proof=proof, by=user, now=timezone.now())


def _panel(row: Any, user: Any) -> Mapping[str, Any] | None:
    found = [
        {"row": letter, "state": draw_tag(*state_of(letter)), "on": queries.delivered_on(letter)}
        for letter in queries.letters_of(row, user)
    ]
    return {"letters": found} if found else None


def show_letters(*models: str) -> None:
    """Let the pages of these models list the letters about a row."""
    for model in models:
        register_panel(model, "documents/panel.html", _panel)
