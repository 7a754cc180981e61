"""How the desk writes rules and their changes, and what a change of an open batch means."""

from collections.abc import Container
from typing import Any, Final

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brandcert.core.admin.history import names_of
from brandcert.enterprises.enums import OrganisationType
from brandcert.programs import catalogue
from brandcert.programs.enums import CategoryKey
from brandcert.programs.models import Batch

# How a revision names the version that judges a category.
OF_RUBRIC: Final = "rubric."
# How it names a class of the catalogue, by category and code, or the order of a category's classes.
OF_CATALOGUE: Final = "catalogue."


def moment(at: Any) -> str:
    """Return an instant as the desk writes it."""
    return date_format(timezone.localtime(at), "Y-m-d H:i")


def label(model: Any, name: str) -> str:
    """Return the words for a rule, or for the rubric of a category."""
    if name.startswith(OF_RUBRIC):
        return _("Rubric of %(category)s") % {"category": CategoryKey(name.removeprefix(OF_RUBRIC)).label}
    if name.startswith(OF_CATALOGUE):
        return label_of_class(name.removeprefix(OF_CATALOGUE))
    return str(model._meta.get_field(name).verbose_name)


def label_of_class(path: str) -> str:
    """Return the words for `category.code`, a class of the catalogue or the order of its classes."""
    key, _dot, code = path.partition(".")
    what = _("order") if code == catalogue.ORDER else code
    return _("Catalogue of %(category)s, %(what)s") % {"category": CategoryKey(key).label, "what": what}


def said_class(value: Any) -> str:
    """Return a class of the catalogue as it was, in one line; nothing where there was none."""
    if not isinstance(value, dict):
        return str(value or "–")
    names = " / ".join(part for part in (value["name"], value["name_en"]) if part)
    notes = " / ".join(part for part in (value["note"], value["note_en"]) if part)
    told = _("%(name)s (%(note)s)") % {"name": names, "note": notes} if notes else names
    return told if value["is_open"] else " · ".join((told, _("closed for new ones")))


def said(row: Any, name: str, value: Any) -> str:
    """Return a rule as people read it, also from the text a field writes."""
    if name.startswith(OF_RUBRIC):
        return f"v{value}" if value else "–"
    return said_class(value) if name.startswith(OF_CATALOGUE) else _said_field(row, name, value)


def _said_field(row: Any, name: str, value: Any) -> str:
    field = row._meta.get_field(name)
    read = field.to_python(value)
    if read is None or read in ("", []):
        return "–"
    if isinstance(read, list):
        bodies = dict(OrganisationType.choices)
        return _(", ").join(str(bodies.get(one, one)) for one in read)
    if isinstance(field, models.DateTimeField):
        return moment(read)
    if isinstance(field, models.BooleanField):
        return _("yes") if read else _("no")
    return str(dict(field.flatchoices).get(read, read))


def table_of(row: Any, changes: list[Any]) -> dict[str, Any]:
    """Return the changes of a row as a table: when, by whom, each field before and after, why."""
    names = names_of({code for one in changes for code in (one.changed_by, one.approved_by) if code})
    lines = []
    for one in changes:
        told = "; ".join(
            f"{label(type(row), name)}: {said(row, name, before)} → {said(row, name, after)}"
            for name, (before, after) in one.changes.items()
        )
        people = " / ".join(names.get(code, code) for code in (one.changed_by, one.approved_by) if code)
        lines.append([f"v{one.number + 1}", moment(one.changed_at), people, told, one.reason or "–"])
    return {"head": [_("Version"), _("Time"), _("By"), _("Changed"), _("Reason")], "rows": lines}


def consequences(row: Batch, values: Any) -> list[dict[str, Any]]:
    """Return what a change of an open batch means: each rule before and after, who is in the middle of it, who is told."""
    changes = [
        {
            "label": label(Batch, name),
            "value": f"{said(row, name, getattr(row, name))} → {said(row, name, after)}",
        }
        for name, after in values.items()
    ]
    drafts = row.applications.filter(submitted_at=None).count()
    sent = row.applications.exclude(submitted_at=None).count()
    firms = row.applications.filter(submitted_at=None).values("enterprise").distinct().count()
    facts = [
        *reopened(row, values),
        {"label": _("Open drafts"), "value": _drafts(drafts, firms, values.get("closes_at"))},
        {
            "label": _("Handed in"),
            "value": ngettext("%(count)d application", "%(count)d applications", sent) % {"count": sent},
            "note": _("Days that were set already stay; the new terms count from the next step on."),
        },
        {
            "label": _("Told"),
            "value": _(
                "The directors, who approve or decline. Enterprises read the new rules on their pages at once."
            ),
        },
    ]
    return [{"title": _("Changed"), "rows": changes}, {"title": _("What it means"), "rows": facts}]


def reopened(row: Batch, names: Container[str]) -> list[dict[str, Any]]:
    """Return a warning where a later last day would open a window again that is over."""
    if "closes_at" not in names or row.closes_at >= timezone.now():
        return []
    sent = row.applications.exclude(submitted_at=None).count()
    words = ngettext(
        "The window has been closed since %(day)s, and %(count)d application is in the round. A later last day opens it again: new applications then compete with it for the same quota. For a further round open a batch of its own.",
        "The window has been closed since %(day)s, and %(count)d applications are in the round. A later last day opens it again: new applications then compete with them for the same quota. For a further round open a batch of its own.",
        sent,
    )
    return [{"label": _("Beware"), "value": words % {"day": moment(row.closes_at), "count": sent}}]


def _drafts(drafts: int, firms: int, closes_at: Any) -> str:
    found = _("%(drafts)d drafts of %(firms)d enterprises") % {"drafts": drafts, "firms": firms}
    if closes_at is None or not drafts:
        return found
    if closes_at <= timezone.now():
        return _("%(drafts)s; they can no longer be handed in") % {"drafts": found}
    return _("%(drafts)s; they can be handed in until %(moment)s") % {
        "drafts": found,
        "moment": moment(closes_at),
    }
