"""How rows become what the components of the pages draw: cards, spine, timeline, answers, files."""

import datetime
from collections.abc import Sequence
from typing import Any, Final

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from brandcert.applications.content import Section
from brandcert.applications.enums import AFTER_INSPECTION, DEAD_ENDS, ORDER, Stage, Status
from brandcert.applications.models import Application, CorrectionNotice, Material
from brandcert.applications.queries import Task, Unlocked, answers_in, entries_of, files_of, form_of
from brandcert.awards.models import Appeal
from brandcert.core.models import Event
from brandcert.core.terms import workdays_left
from brandcert.documents.models import Upload
from brandcert.portal import wording
from brandcert.portal.queries import CALLS
from brandcert.programs.enums import CategoryKey

GROUPS: Final = (
    ("who", ("product_choice", "subject")),
    ("what", ("product", "standards", "evidence", "innovation", "rights")),
    ("brand", ("brand", "responsibility")),
    ("send", ("documents", "unit")),
)


def title_of(application: Application) -> str:
    """Return what an application is called: its product, or the words for one without."""
    return application.product.name if application.product else _("New application")


def card_of(application: Application) -> dict[str, Any]:
    """Return the row of an application on the dashboard."""
    return {
        "application": application,
        "title": title_of(application),
        "url": reverse("portal:application", args=[application.pk]),
        "calls": application.status in CALLS,
        "awaited": wording.AWAITED.get(application.status, ""),
        "due_on": application.due_on,
    }


def task_groups(application: Application, tasks: Sequence[Task]) -> list[dict[str, Any]]:
    """Return the task list in the groups of the page, each task with its title, page and hint."""
    by_key = {task.key: task for task in tasks}
    titles = {
        "who": _("Applicant and product"),
        "what": _("Quality and innovation"),
        "brand": _("Brand and responsibility"),
        "send": _("Documents and route"),
    }
    groups = [
        {"title": titles[name], "tasks": [_task(application, by_key[key]) for key in keys if key in by_key]}
        for name, keys in GROUPS
    ]
    is_ready = all(task.state in {"done", "optional"} for task in tasks)
    check = {
        "title": _("Check all answers and submit"),
        "url": reverse("portal:check", args=[application.pk]),
        "hint": "" if is_ready else _("You can look at everything now; submitting needs all parts."),
        "status": "todo" if is_ready else "doing",
        "label": _("Ready") if is_ready else _("Preview"),
    }
    return [*groups, {"title": _("Check and submit"), "tasks": [check]}]


def _task(application: Application, task: Task) -> dict[str, Any]:
    pk, is_service = application.pk, application.category.key == CategoryKey.SERVICES
    if task.key == "product_choice":
        title = _("Service") if is_service else _("Product")
        return _line(task, title, reverse("portal:product", args=[pk]), _named(application))
    if task.key == "unit":
        name = application.unit.name if application.unit else ""
        return _line(task, _("Recommending unit"), reverse("portal:unit", args=[pk]), name)
    if task.key == "documents":
        hint = _("PDF, JPEG or PNG, up to 20 MB each")
        return _line(task, _("Documents"), reverse("portal:documents", args=[pk]), hint)
    part = form_of(application).section(task.key)
    title = str(part.title) if part else task.key
    return _line(task, title, reverse("portal:section", args=[pk, task.key]), _left(application, part))


def _line(task: Task, title: str, url: str, hint: str) -> dict[str, Any]:
    return {"title": title, "url": url, "hint": hint, "status": task.state}


def _named(application: Application) -> str:
    product = application.product
    return " · ".join(part for part in (product.name, product.model_or_scope) if part) if product else ""


def _left(application: Application, part: Section | None) -> str:
    if part is None:
        return ""
    answers = answers_in(application, part)
    left = len(part.incomplete(answers))
    if not left or not part.has_begun(answers):
        return ""
    return ngettext("%(count)d answer left", "%(count)d answers left", left) % {"count": left}


def next_section(application: Application, key: str) -> str | None:
    """Return the section after this one, or None after the last."""
    keys = [part.key for part in form_of(application)]
    place = keys.index(key) + 1
    return keys[place] if place < len(keys) else None


def answers_of(
    application: Application, part: Section, *, open_now: Unlocked | None = None
) -> list[dict[str, Any]]:
    """Return the answers of a section as rows of a summary; with links to change what is open."""
    answers = answers_in(application, part)
    has_entries = any(field.is_list and answers.get(field.key) for field in part)
    files = files_of(application) if has_entries else {}
    url = reverse("portal:section", args=[application.pk, part.key])
    return [
        {
            "key": field.key,
            "label": field.label,
            "value": field.show(answers.get(field.key)),
            "entries": entries_of(field, answers.get(field.key), files),
            "note": open_now.problem_with(f"{part.key}.{field.key}") if open_now else "",
            "change_url": f"{url}#id_{field.key}"
            if open_now and open_now.opens(f"{part.key}.{field.key}")
            else "",
        }
        for field in part
    ]


def file_of(material: Material, *, may_remove: bool) -> dict[str, Any]:
    """Return a file in its place, as the list of files draws it."""
    remove = reverse("portal:remove_document", args=[material.application_id, material.pk])
    line = file_line(material.upload) | {"key": material.pk}
    return line | ({"remove_url": remove} if may_remove else {})


def file_to_choose(upload: Upload, application: Application) -> dict[str, Any]:
    """Return an upload with the places it was handed in for, as it is offered for another one."""
    places = [
        wording.title_of_document(row.requirement)
        if row.application_id == application.pk
        else f"{title_of(row.application)}: {wording.title_of_document(row.requirement)}"
        for row in upload.places  # type: ignore[attr-defined] # put there by the query
    ]
    day = timezone.localdate(upload.uploaded_at).isoformat()
    line = file_line(upload)
    return line | {"pk": upload.pk, "hint": f"{line['hint']} · {day}", "places": list(dict.fromkeys(places))}


def file_line(upload: Upload) -> dict[str, Any]:
    """Return an upload as the list of files draws it."""
    pages = ngettext("%(count)d page", "%(count)d pages", upload.pages) % {"count": upload.pages}
    is_pdf = upload.kind == Upload.Kind.PDF
    return {
        "title": upload.name,
        "url": reverse("documents:download", args=[upload.pk]),
        "hint": " · ".join([pages] * is_pdf + [filesizeformat(upload.size)]),
        "kind": "pdf" if is_pdf else "image",
    }


def spine_of(application: Application, events: Sequence[Event]) -> list[dict[str, Any]]:
    """Return the four stages with the day each was reached, or how long it will take."""
    days = {event.name.rpartition(".")[2]: timezone.localdate(event.at) for event in events}
    here = ORDER.index(application.stage)
    batch = application.batch
    ahead = {
        Stage.EXPERT_REVIEW: batch.review_days,
        Stage.INSPECTION: batch.inspect_days,
        Stage.AWARDED: batch.notice_days,
    }
    steps = []
    for stage in ORDER[1:]:
        key = Stage(stage)
        place = ORDER.index(stage)
        reached = days.get(wording.OPENED_BY[key])
        step: dict[str, Any] = {"title": wording.STAGES[key], "state": _state(application, place, here)}
        if place <= here and reached:
            step["note"] = f"{reached:%Y-%m-%d}"
        elif key in ahead and application.status not in DEAD_ENDS:
            step["note"] = wording.term_words(key, ahead[key])
        if place == here and application.status in CALLS:
            step |= {"note": application.get_status_display(), "tone": "red"}
        steps.append(step)
    return steps


def _state(application: Application, place: int, here: int) -> str:
    if application.status in AFTER_INSPECTION:
        here = ORDER.index(Stage.AWARDED)
    if place < here or application.status == Status.AWARDED:
        return "done"
    if place > here:
        return "todo"
    return "stopped" if application.status in DEAD_ENDS else "current"


def deadline_words(due_on: datetime.date) -> str:
    """Return a deadline with the date and the working days that are left."""
    left = workdays_left(due_on, timezone.localdate())
    return _("Please answer by %(date)s (%(left)s).") % {"date": due_on.isoformat(), "left": left}


def banner_of(
    application: Application, *, deadline: datetime.date | None, appeals: Sequence[Appeal] = ()
) -> dict[str, Any]:
    """Return the one notice that matters most in this state."""
    if application.status in CALLS:
        is_correction = application.status == Status.CORRECTION
        return {
            "tone": "amber",
            "title": _("Your application needs a correction")
            if is_correction
            else _("Findings have to be put right"),
            "text": _("Only what is listed can be changed; everything else is in order.")
            if is_correction
            else _("Answer every finding below with what was done and a file that shows it."),
            "deadline": deadline_words(application.due_on) if application.due_on and is_correction else "",
        }
    if application.status in DEAD_ENDS:
        return {
            "tone": "blue",
            "title": application.get_status_display(),
            "text": application.reason,
            "deadline": wording.remedies(application, deadline=deadline, appeals=appeals),
        }
    if application.status == Status.AWARDED:
        return {
            "tone": "green",
            "title": _("Awarded"),
            "text": _("Your certificate appears below once it is issued."),
        }
    return {
        "tone": "blue",
        "title": application.get_status_display(),
        "text": wording.NOW.get(application.status, ""),
    }


def items_of(application: Application, notice: CorrectionNotice) -> list[dict[str, Any]]:
    """Return the items of a correction notice as tasks: where to correct each, and whether it was dealt with."""
    return [
        {
            "title": wording.title_of_document(item.requirement)
            if item.requirement
            else form_of(application).label(item.field),
            "url": _place_of(application, item.field, item.requirement_id),
            "hint": item.problem,
            "status": "done" if item.touched_at else "fix",
        }
        for item in notice.items.select_related("requirement").order_by("id")
    ]


def _place_of(application: Application, path: str, requirement_id: int | None) -> str:
    if requirement_id:
        return f"{reverse('portal:documents', args=[application.pk])}#document-{requirement_id}"
    section, _dot, key = path.partition(".")
    return f"{reverse('portal:section', args=[application.pk, section])}#id_{key}"
