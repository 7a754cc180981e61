"""A copy of everything held about a person, to read and for machines."""

import datetime
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brandcert.accounts.models import User
from brandcert.core import actors, events, pii, policies
from brandcert.core.models import Event
from brandcert.privacy.enums import Outcome, Wish
from brandcert.privacy.models import PersonalRequest

MOST_ACTS: Final = 10_000
# The words for what a copy tells; the keys themselves are for machines.
_LABELS: Final[Mapping[str, Promise]] = {
    "email": gettext_lazy("e-mail"),
    "name": gettext_lazy("name"),
    "phone": gettext_lazy("phone"),
    "language": gettext_lazy("language"),
    "joined": gettext_lazy("joined"),
    "last_login": gettext_lazy("last signed in"),
    "active": gettext_lazy("active"),
    "confirmed": gettext_lazy("confirmed"),
    "kind": gettext_lazy("kind"),
    "since": gettext_lazy("since"),
    "until": gettext_lazy("until"),
    "last_used": gettext_lazy("last used"),
    "role": gettext_lazy("role"),
    "enterprise": gettext_lazy("enterprise"),
    "application": gettext_lazy("application"),
    "version": gettext_lazy("version"),
    "at": gettext_lazy("time"),
    "file": gettext_lazy("file"),
    "sha256": gettext_lazy("SHA-256 of the document"),
    "title": gettext_lazy("title"),
    "employer": gettext_lazy("employer"),
    "employer_credit_code": gettext_lazy("employer's credit code"),
    "categories": gettext_lazy("categories"),
    "fields": gettext_lazy("fields"),
    "receipt": gettext_lazy("receipt number"),
    "contact": gettext_lazy("contact"),
    "facts": gettext_lazy("facts"),
    "finding": gettext_lazy("written finding"),
    "subject": gettext_lazy("subject"),
    "text": gettext_lazy("text"),
    "read": gettext_lazy("read at"),
    "address": gettext_lazy("address"),
    "sent": gettext_lazy("sent at"),
    "given_up": gettext_lazy("given up at"),
    "act": gettext_lazy("act"),
    "number": gettext_lazy("number"),
}


def copy_of(person: User, *, by: User, now: datetime.datetime) -> bytes:
    """Return a ZIP with everything held about a person: `data.json`, and `data.html` to read.

    Only the person gets it; that it was taken is recorded. Raises Refused.
    """
    with transaction.atomic():
        asked = PersonalRequest(person=person, wish=Wish.COPY, asked_at=now, decided_at=now)
        policies.require(by, "privacy.personalrequest.copy", asked)
        asked.outcome = Outcome.DONE
        asked.save()
        events.record("copy", asked, by=by)
    parts = _parts(person)
    told = {"made_at": now, "parts": parts}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        archive.writestr(
            "data.html", render_to_string("privacy/copy.html", {"made_at": now, "parts": _read(parts)})
        )
    return target.getvalue()


def _parts(person: User) -> list[dict[str, Any]]:
    parts = [
        {
            "model": found.holding.model,
            "title": str(found.holding.title),
            "purpose": str(found.holding.purpose),
            "retention": str(found.holding.retention),
            "rows": [dict(row) for row in found.rows],
        }
        for found in pii.about(person)
    ]
    acts = Event.objects.filter(actor=actors.code_of(person)).order_by("-pk")[:MOST_ACTS]
    parts.append(
        {
            "model": "core.event",
            "title": _("What you did here"),
            "purpose": _("To be able to show who did what."),
            "retention": _("As long as the file of the case is kept."),
            "rows": [{"act": event.name, "number": event.subject_id, "at": event.at} for event in acts],
        }
    )
    return parts


def _read(parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the parts as tables: the words of each column, and what people read of each value."""
    return [
        {
            **part,
            "tables": [
                [(str(_LABELS.get(key, key)), _words(value)) for key, value in row.items()]
                for row in part["rows"]
            ],
        }
        for part in parts
    ]


def _words(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    if isinstance(value, list):
        return _(", ").join(str(part) for part in value)
    return "" if value is None else str(value)
