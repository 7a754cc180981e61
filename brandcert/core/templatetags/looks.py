"""Tags that draw: icons, states as tags, error summaries, navigation entries."""

import functools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, TypedDict

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.forms.utils import ErrorList
from django.template.context import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from brandcert.core import pii

register = template.Library()

ICONS = Path(__file__).resolve().parent.parent / "data" / "icons"

# The tint of a state; a state that is not listed is grey, never green.
TONES = {
    "draft": "grey",
    "submitted": "amber",
    "correction": "red",
    "recommended": "blue",
    "accepted": "blue",
    "expert_review": "blue",
    "review_done": "blue",
    "inspection": "blue",
    "rectification": "amber",
    "deliberation": "blue",
    "public_notice": "blue",
    "objection": "amber",
    "awarded": "green",
    "rejected": "grey",
    "not_accepted": "grey",
    "withdrawn": "grey",
    "lapsed": "grey",
    "active": "green",
    "suspended": "amber",
    "revoked": "red",
    "cancelled": "grey",
    "expired": "grey",
    "superseded": "grey",
    "void": "grey",
    "open": "blue",
    "closed": "grey",
    "locked": "green",
    "pending": "amber",
    "failed": "red",
    "done": "green",
    "running": "blue",
}


class ErrorLine(TypedDict):
    """One line of an error summary: the field to jump to, its name and the words shown at the field."""

    id: str
    label: str
    message: str


@functools.cache
def _drawing(name: str) -> str:
    """Return the inside of an icon's SVG; a name that is not stored raises FileNotFoundError."""
    if not re.fullmatch(r"[a-z0-9-]+", name):
        raise FileNotFoundError(name)
    source = (ICONS / f"{name}.svg").read_text(encoding="utf-8")
    return source.partition(">")[2].rpartition("</svg>")[0].strip()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw a stored icon inline; decoration unless a label is given, then an image with that name."""
    # Our own file, chosen by the template, never by the visitor.
    inside = mark_safe(_drawing(name))
    if label:
        return format_html(
            '<svg class="icon" viewBox="0 0 16 16" fill="currentColor" role="img" aria-label="{}">{}</svg>',
            label,
            inside,
        )
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" fill="currentColor" aria-hidden="true" focusable="false">{}</svg>',
        inside,
    )


@register.simple_tag(takes_context=True)
def shared_icon(context: Context, name: str) -> SafeString:
    """Draw an icon a page shows again and again: in full the first time, then by pointing to that drawing."""
    request = context.get("request")
    if request is None:
        return icon(name)
    drawn: set[str] = request.__dict__.setdefault("_icons_drawn", set())
    if name in drawn:
        inside = format_html('<use href="#icon-{}"/>', name)
    else:
        drawn.add(name)
        inside = format_html('<g id="icon-{}">{}</g>', name, mark_safe(_drawing(name)))
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">{}</svg>', inside
    )


@register.simple_tag
def html_lang(code: str = "") -> str:
    """Write a language as HTML wants it: zh-hans → zh-Hans, so that Han glyphs come out in the right regional shape."""
    head, _dash, tail = (code or get_language() or "zh-hans").partition("-")
    return f"{head}-{tail.title() if len(tail) == 4 else tail.upper()}" if tail else head  # noqa: PLR2004 - a script subtag has four letters


def draw_tag(label: object, tone: str = "grey", icon_name: str = "") -> SafeString:
    """Draw a state in words and tint, for templates and for admin columns."""
    picture = format_html("{} ", icon(icon_name)) if icon_name else ""
    return format_html('<span class="tag tag-{}">{}{}</span>', tone, picture, label)


register.simple_tag(draw_tag, name="tag")


@register.simple_tag
def status_tag(thing: Any, field: str = "status") -> SafeString:
    """Draw the state of a model instance by its own display name and the tint of its value."""
    value = str(getattr(thing, field))
    display = getattr(thing, f"get_{field}_display", None)
    return draw_tag(display() if callable(display) else value, TONES.get(value, "grey"))


@register.simple_tag
def task_tag(status: str, label: str = "") -> SafeString:
    """Draw the state of a task: done is plain text, so that what is left stands out; red means to be corrected and nothing else."""
    words, tone, picture = {
        "done": (_("Completed"), "plain", "check-lg"),
        "doing": (_("In progress"), "amber", ""),
        "todo": (_("Not started"), "blue", ""),
        "optional": (_("Optional"), "none", ""),
        "blocked": (_("Cannot start yet"), "none", ""),
        "fix": (_("To be corrected"), "red", ""),
    }[status]
    return draw_tag(label or words, tone, picture)


@register.simple_tag(takes_context=True)
def nav_link(
    context: Context,
    name: str,
    fallback: str,
    label: str,
    *,
    exact: bool = False,
    also: str = "",
    css: str = "",
) -> SafeString | str:
    """Draw one entry of a navigation, marked when the visitor is there; nothing when the route does not exist and no address is given."""
    try:
        url = reverse(name)
    except NoReverseMatch:
        url = fallback
    if not url:
        return ""
    path = getattr(context.get("request"), "path", "")
    here = path == url if exact else path.startswith(url)
    here = here or bool(also and path.startswith(also))
    return format_html(
        '<li{}><a href="{}"{}>{}</a></li>',
        format_html(' class="{}"', css) if css else "",
        url,
        mark_safe(' aria-current="page"') if here else "",
        label,
    )


def _lines(form: BaseForm) -> Iterator[ErrorLine]:
    for name, messages in form.errors.items():
        target, label = "", ""
        if name != "__all__":
            bound = form[name]
            target, label = str(bound.id_for_label or bound.auto_id), str(bound.label)
        for message in messages:
            yield ErrorLine(id=target, label=label, message=str(message))


def error_lines(forms: object) -> list[ErrorLine]:
    """List the errors of a form, a formset or an iterable of them, in the order of the page."""
    if not forms:
        return []
    if isinstance(forms, BaseForm):
        return list(_lines(forms)) if forms.is_bound else []
    if not isinstance(forms, Iterable):
        return []
    shared = getattr(forms, "non_form_errors", None)
    top = shared() if callable(shared) and getattr(forms, "is_bound", False) else ErrorList()
    lines = [ErrorLine(id="", label="", message=str(message)) for message in top]
    for form in forms:
        lines.extend(error_lines(form))
    return lines


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: object) -> dict[str, list[ErrorLine]]:
    """Draw every error of the given forms above the heading, each line a link to its field.

    A form that the page knows by two names is told once.
    """
    different = {id(form): form for form in forms}.values()
    return {"errors": [line for form in different for line in error_lines(form)]}


@register.simple_tag
def field(bound: Any) -> SafeString:
    """Draw a form field with label, hint, errors and their references; the same as `as_field_group`."""
    drawn: SafeString = bound.as_field_group()
    return drawn


@register.simple_tag
def purpose(bound: Any) -> str:
    """Say what the personal data of a field is asked for, at the first field of its form with that purpose.

    A form names the tables in which its personal fields end up in `personal`: {field: model}.
    """
    asked = getattr(bound.form, "personal", {})
    model = asked.get(bound.name)
    if model is None or next(name for name in bound.form.fields if asked.get(name) == model) != bound.name:
        return ""
    return str(pii.purpose_of(model))


@register.simple_tag
def page_numbers(page_obj: "Page[Any]") -> list[int]:
    """List the page numbers worth showing, 0 standing for a gap."""
    elided = page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1)
    return [number if isinstance(number, int) else 0 for number in elided]


@register.filter
def join_words(values: Iterable[object]) -> SafeString:
    """Join words with the enumeration comma of the language."""
    return format_html_join(_(", "), "{}", ((value,) for value in values))


@register.filter
def led(label: str) -> str:
    """Put behind the colon of a label the space its language wants: a full-width colon brings its own."""
    return label if label.endswith("：") else f"{label} "


@register.filter
def lookup(mapping: Any, key: str) -> Any:
    """Read a key that a template cannot name because dict has a method of that name ("items")."""
    return mapping.get(key, ()) if isinstance(mapping, dict) else getattr(mapping, key, ())


@register.simple_tag
def blocked_actions(actions: Iterable[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """Pick the steps that cannot be taken, to list their reasons."""
    return [action for action in actions or () if action.get("blockers")]


@register.simple_tag
def percent_of(part: Any, whole: Any) -> str:
    """Say what part of the whole this is, 0 to 100 with a point, as an SVG attribute wants it."""
    if not part or not whole:
        return "0"
    return f"{max(0.0, min(100.0, float(part) / float(whole) * 100)):.2f}"
