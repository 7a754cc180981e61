"""Reads about applications: what is missing, what is open, where they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Q
from django.utils.translation import get_language

from brandcert.accounts.enums import UnitKind
from brandcert.accounts.models import Division, Unit
from brandcert.applications.content import Section
from brandcert.applications.enums import BEFORE_AWARD, Side, Status
from brandcert.applications.models import (
    Application,
    Conversation,
    ConversationMessage,
    CorrectionItem,
    CorrectionNotice,
    Material,
    UnsavedInput,
)
from brandcert.applications.queries.answers import answers_in, form_of
from brandcert.enterprises.models import Enterprise, Product
from brandcert.programs.models import DocumentRequirement
from brandcert.programs.queries import classes_of

# The administration of Changbaishan has no division code of its own; it looks after these four counties' slopes.
CHANGBAISHAN: Final = "changbaishan"
CHANGBAISHAN_DIVISIONS: Final = frozenset({"220621", "220622", "220623", "222426"})


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the task list; `state` is done, doing, todo, optional, blocked or fix."""

    key: str
    state: str


def requirements_of(application: Application) -> list[DocumentRequirement]:
    """Return the documents asked of this enterprise's kind of body, in their order."""
    rows = DocumentRequirement.objects.filter(batch=application.batch_id, category=application.category_id)
    kind = application.enterprise.organisation_type
    return [row for row in rows if row.applies_to(kind)]


def materials_of(application: Application) -> dict[int, list[Material]]:
    """Return the files in place by the key of their requirement."""
    found: dict[int, list[Material]] = {}
    rows = Material.objects.filter(application=application, removed_at=None).select_related("upload")
    for row in rows.order_by("requirement__position", "id"):
        found.setdefault(row.requirement_id, []).append(row)
    return found


def unsaved_input(application: Application | None, *, page: str, user: Any) -> UnsavedInput | None:
    """Return what the person typed on a page and could not save; nobody else's."""
    return UnsavedInput.objects.filter(application=application, page=page, user=user).first()


def missing_documents(application: Application) -> list[DocumentRequirement]:
    """Return the required documents that have no file."""
    present = materials_of(application)
    return [row for row in requirements_of(application) if row.is_required and row.pk not in present]


def has_catalogue(application: Application) -> bool:
    """Say whether the batch takes products of certain classes only in the category of the application."""
    return classes_of(application.batch_id, application.category_id).exists()


def live_rival(application: Application) -> Application | None:
    """Return another application for the same product that is under way, or awarded in the same batch."""
    if application.product_id is None:
        return None
    same = Application.objects.filter(product=application.product_id).exclude(pk=application.pk)
    return same.filter(
        Q(status__in=BEFORE_AWARD) | Q(status=Status.AWARDED, batch=application.batch_id)
    ).first()


def has_handed_in(product: Product) -> bool:
    """Say whether an application that names the product was ever handed in."""
    return Application.objects.submitted().filter(product=product).exists()


def asked_of(page: Section, open_now: "Unlocked") -> dict[str, str]:
    """Return the questions of a section that may be answered now, with what the notice says about each."""
    paths = {field.key: f"{page.key}.{field.key}" for field in page}
    return {key: open_now.problem_with(path) for key, path in paths.items() if open_now.opens(path)}


def open_notice(application: Application) -> CorrectionNotice | None:
    """Return the correction notice that waits for an answer, or None."""
    if application.status != Status.CORRECTION:
        return None
    return application.corrections.filter(answered_at=None).first()


def untouched_items(notice: CorrectionNotice) -> list[CorrectionItem]:
    """Return the items of a notice nobody has dealt with yet."""
    return list(notice.items.filter(touched_at=None).select_related("requirement").order_by("id"))


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What may be changed now: everything in a draft, the listed items during a correction, else nothing."""

    everything: bool
    items: tuple[CorrectionItem, ...]

    def problem_with(self, path: str) -> str:
        """Return what the notice says about `section.field`; empty when it is not listed."""
        return next((item.problem for item in self.items if item.field == path), "")

    def problem_with_document(self, requirement_id: int) -> str:
        """Return what the notice says about a document; empty when it is not listed."""
        return next((item.problem for item in self.items if item.requirement_id == requirement_id), "")

    def opens(self, path: str) -> bool:
        """Say whether the answer at `section.field` may be changed."""
        return self.everything or any(item.field == path for item in self.items)

    def opens_document(self, requirement_id: int) -> bool:
        """Say whether the files of a requirement may be changed."""
        return self.everything or any(item.requirement_id == requirement_id for item in self.items)


def unlocked(application: Application) -> Unlocked:
    """Return what the enterprise may change now."""
    notice = open_notice(application)
    items = tuple(notice.items.select_related("requirement").order_by("id")) if notice else ()
    return Unlocked(application.status == Status.DRAFT, items)


def unit_choices(enterprise: Enterprise, kind: str = UnitKind.BUREAU) -> list[Unit]:
    """Return the recommending units the enterprise may choose from, the default first; never a county office.

    Units of its division and of those above, the nearest first; Changbaishan where it applies; all units for
    an enterprise no unit is near to. On the route through associations (`Batch.unit_kind`) all of them.
    """
    offered = Unit.objects.recommending(kind)
    if kind != UnitKind.BUREAU:
        return list(offered)
    chain = enterprise.division.ancestors()
    place = {division.pk: position for position, division in enumerate(chain)}
    near = sorted(offered.filter(division__in=place), key=lambda unit: place[unit.division_id or 0])
    if _codes(chain) & CHANGBAISHAN_DIVISIONS:
        near += list(Unit.objects.filter(key=CHANGBAISHAN))
    return near or list(offered)


def default_unit(enterprise: Enterprise, kind: str = UnitKind.BUREAU) -> Unit | None:
    """Return the unit of the nearest division above the enterprise that has one, or None; associations are chosen."""
    divisions = [division.pk for division in enterprise.division.ancestors()]
    near = Unit.objects.recommending(kind).filter(division__in=divisions)
    units = {unit.division_id: unit for unit in near}
    return next((units[pk] for pk in divisions if pk in units), None)


def _codes(chain: Sequence[Division]) -> set[str]:
    return {code for division in chain[:1] for code in (division.code, *division.former_codes)}


def tasks_of(application: Application) -> list[Task]:
    """Return the task list of a draft: product, sections, unit, documents, each with its state."""
    tasks = [Task("product_choice", _choice_state(application))]
    for section in form_of(application):
        answers = answers_in(application, section)
        state = _section_state(section.incomplete(answers), section.has_begun(answers))
        is_untouched = section.is_optional and not section.has_begun(answers)
        tasks.append(Task(section.key, "optional" if is_untouched else state))
    if application.batch.needs_unit:
        tasks.append(Task("unit", "done" if application.unit_id else "todo"))
    present = materials_of(application)
    required = [row for row in requirements_of(application) if row.is_required]
    missing = [row for row in required if row.pk not in present]
    tasks.append(Task("documents", _section_state(missing, bool(present))))
    return tasks


def _choice_state(application: Application) -> str:
    if application.product_id is None:
        return "todo"
    lacks_class = application.product_class_id is None and has_catalogue(application)
    return "doing" if lacks_class else "done"


def _section_state(missing: Sequence[Any], has_begun: bool) -> str:
    if not missing:
        return "done"
    return "doing" if has_begun else "todo"


def document_facts(materials: Mapping[int, Sequence[Material]]) -> list[dict[str, Any]]:
    """Return what a version keeps of the files: place, name, size, pages, hash."""
    return [
        {
            "requirement": row.requirement.key,
            "title": row.requirement.title,
            "upload": row.upload_id,
            "name": row.upload.name,
            "kind": row.upload.kind,
            "size": row.upload.size,
            "pages": row.upload.pages,
            "sha256": row.upload.sha256,
        }
        for rows in materials.values()
        for row in rows
    ]


def conversation_of(application: Application) -> Conversation | None:
    """Return what was written about the application, or None when nobody has written yet."""
    return Conversation.objects.filter(application=application).first()


def messages_of(conversation: Conversation | None) -> list[ConversationMessage]:
    """Return the messages with offices, writers and files, the oldest first; three queries for any number."""
    if conversation is None:
        return []
    rows = ConversationMessage.objects.filter(conversation=conversation)
    return list(rows.select_related("unit", "written_by").prefetch_related("files").order_by("id"))


def unread_messages(conversation: Conversation | None, side: Side) -> int:
    """Return how many messages of the other side this side has not seen."""
    if conversation is None:
        return 0
    rows = ConversationMessage.objects.filter(conversation=conversation).exclude(side=side)
    return rows.filter(pk__gt=conversation.read_up_to(side)).count()


def office_of(message: ConversationMessage, application: Application) -> str:
    """Return the office a message of the staff comes from, never the name of a person."""
    if message.unit is not None:
        return str(message.unit.name)
    program = application.batch.program
    is_english = (get_language() or "").startswith("en")
    return str(program.issuing_body_en if is_english and program.issuing_body_en else program.issuing_body)
