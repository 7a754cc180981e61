"""What applications hold about people: the legal representative and the contact person."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from brandcert.accounts.pii import DUTY
from brandcert.applications.enums import BEFORE_AWARD
from brandcert.applications.models import Application, ApplicationVersion, ConversationMessage, UnsavedInput
from brandcert.core.pii import Holding, Kind, Text, hold, obstacle
from brandcert.enterprises.enums import MemberRole

# The questions whose answers tell about a person, by section and key.
PERSONS: Final[Mapping[str, tuple[Kind, Promise]]] = {
    "subject.legal_representative": (Kind.NAME, _("Legal representative")),
    "subject.contact_name": (Kind.NAME, _("Contact person")),
    "subject.contact_phone": (Kind.PHONE, _("Telephone of the contact person")),
    "subject.contact_email": (Kind.EMAIL, _("E-mail of the contact person")),
}
CONTACT: Final = ("subject.contact_name", "subject.contact_phone", "subject.contact_email")
COLUMNS: Final = {f"content.{path}": kind for path, (kind, _label) in PERSONS.items()}
LABELS: Final = {f"content.{path}": label for path, (_kind, label) in PERSONS.items()}
PEOPLE: Final = _("legal representatives and contact persons of applicants")
PURPOSE: Final = _(
    "To check that the applicant is who it says (legal representative), and to reach somebody about the "
    "application (contact person). Staff see telephone and e-mail masked; showing them is recorded with its reason."
)


def _answers(content: Mapping[str, Any]) -> dict[str, str]:
    return {
        path: str(content.get(path.partition(".")[0], {}).get(path.partition(".")[2]) or "")
        for path in PERSONS
    }


def is_contact(person: Any, content: Mapping[str, Any]) -> bool:
    """Say whether the person is the contact person of an application: by address, telephone or name."""
    answers = _answers(content)
    own = {value.casefold() for value in (person.email, person.phone, person.name) if value}
    return any(answers.get(path, "").casefold() in own for path in CONTACT)


def applications_naming(person: Any) -> Iterator[Application]:
    """Go through the applications that name the person as contact person."""
    rows = Application.objects.filter(enterprise__memberships__user=person).distinct().order_by("id")
    return (row for row in rows.select_related("category") if is_contact(person, row.content))


def versions_naming(person: Any) -> Iterator[ApplicationVersion]:
    """Go through the frozen versions that name the person as contact person, or that he handed in."""
    rows = ApplicationVersion.objects.filter(application__enterprise__memberships__user=person)
    rows = rows.select_related("application__category").distinct().order_by("id")
    return (row for row in rows if row.handed_in_by_id == person.pk or is_contact(person, row.content))


def unsaved_naming(person: Any) -> Iterator[UnsavedInput]:
    """Go through the unsaved input the person typed, and what colleagues typed that names him as contact person."""
    rows = UnsavedInput.objects.filter(application__enterprise__memberships__user=person)
    rows = (rows | UnsavedInput.objects.filter(user=person)).select_related("application").distinct()
    return (
        row
        for row in rows.order_by("id")
        if row.user_id == person.pk or is_contact(person, {row.page: row.values})
    )


def _typed(person: Any, row: UnsavedInput) -> dict[str, Any]:
    """Tell what the person typed; of what a colleague typed only what is said about the person."""
    told = {"application": str(row.application or ""), "at": row.kept_at}
    if row.user_id != person.pk and row.application is not None:
        return told | _told(row.application, {row.page: row.values})
    return told | {"text": "\n".join(f"{key}: {value}" for key, value in row.values.items())}


def _told(application: Application, content: Mapping[str, Any]) -> dict[str, Any]:
    named = {
        str(PERSONS[path][1]): value for path, value in _answers(content).items() if value and path in CONTACT
    }
    return {"application": str(application), **named}


hold(
    Holding(
        model="applications.application",
        title=_("Applications that name you"),
        whose=PEOPLE,
        fields=COLUMNS,
        labels=LABELS,
        purpose=PURPOSE,
        basis=DUTY,
        retention=_("Until the case has ended and you ask for its deletion."),
        rows=applications_naming,
        tells=lambda row: _told(row, row.content),
    )
)
hold(
    Holding(
        model="applications.applicationversion",
        title=_("Applications as they were handed in"),
        whose=PEOPLE,
        fields=COLUMNS,
        labels=LABELS,
        purpose=_("To be able to show on what a decision rests."),
        basis=DUTY,
        retention=_("As long as the file of the case is kept."),
        rows=versions_naming,
        tells=lambda row: {
            **_told(row.application, row.content),
            "version": row.number,
            "at": row.handed_in_at,
        },
        kept=_(
            "What was handed in is the file of an administrative decision (Archives Law) and sealed by its hash."
        ),
    )
)
hold(
    Holding(
        model="applications.unsavedinput",
        title=_("Answers you typed that could not be saved"),
        whose=_("whoever fills in an application, and the contact persons that are named there"),
        fields={"values": Kind.TEXT},
        purpose=_(
            "To lose nothing of what was typed when a session ends or two people change the same answer."
        ),
        basis=DUTY,
        retention=_("Seven days, or until the answer is saved."),
        rows=lambda person: ((person, row) for row in unsaved_naming(person)),
        tells=lambda pair: _typed(*pair),
    )
)
hold(
    Holding(
        model="applications.conversationmessage",
        title=_("Messages about a case you wrote"),
        whose=_("whoever writes about a case, for the enterprise or the office"),
        fields={"text": Kind.TEXT},
        purpose=_("To answer questions about a case, and to show what was said."),
        basis=DUTY,
        retention=_("As long as the file of the case is kept."),
        rows=lambda person: ConversationMessage.objects.filter(written_by=person.pk).order_by("id"),
        tells=lambda row: {"at": row.written_at, "text": row.text},
        kept=_("What was said about a case is part of its file (Archives Law)."),
    )
)


@obstacle
def open_case_of_a_sole_owner(person: Any) -> Text | None:
    """Refuse while an application depends on the person alone: somebody must receive what is decided."""
    for membership in person.memberships.filter(left_at=None, role=MemberRole.OWNER).select_related(
        "enterprise"
    ):
        others = membership.enterprise.memberships.filter(left_at=None, role=MemberRole.OWNER)
        is_live = membership.enterprise.applications.filter(status__in=BEFORE_AWARD).exists()
        if is_live and not others.exclude(user=person).filter(user__is_active=True).exists():
            return _(
                "An application of the enterprise is under way and nobody else is its owner. Hand it over first."
            )
    return None


@obstacle
def named_in_an_open_case(person: Any) -> Text | None:
    """Refuse while an application under way names the person as the one to be asked."""
    if any(row.status in BEFORE_AWARD for row in applications_naming(person)):
        return _("You are the contact person of an application under way. Its case must end first.")
    return None
