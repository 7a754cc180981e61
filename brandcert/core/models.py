"""The rows and the base class every stage stands on."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, TypeVar

from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMModelMixin, transition

from brandcert.core import policies
from brandcert.core.errors import OutsideTheDoor

Body = TypeVar("Body", bound=Callable[..., Any])


class StatefulModel(FSMModelMixin, models.Model):
    """A row with a life: `status` changes only through `core.transitions.perform`.

    `version` counts the changes made through the door, so that whoever saw an older row is told.
    """

    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    # Name of the step `perform` is running on this very object; set by `perform` alone.
    performing: ClassVar[str] = ""

    class Meta:
        abstract = True

    def approval_facts(self) -> dict[str, Any]:
        """Return what a second person must find unchanged when approving: status and version."""
        return {"status": str(self.status), "version": self.version}  # type: ignore[attr-defined] # each model declares its own status

    def get_status_display(self) -> str:
        """Return the name of the status in the user's language; Django replaces this per model."""
        raise NotImplementedError


def step(
    *,
    source: str | Sequence[str],
    target: Any,
    label: str | Promise,
    two_persons: bool = False,
    needs_reason: bool = False,
    tone: str = "primary",
) -> Callable[[Body], Body]:
    """Declare a transition of `status`, bound to the policy of the same name and to `perform`.

    `label` is the text of the button, `tone` its weight (primary, warning, danger), `two_persons`
    asks for an Approval, `needs_reason` for a written reason. The body may set fields of its own
    row and nothing else. Called directly it raises OutsideTheDoor.
    """
    custom = {"label": label, "two_persons": two_persons, "needs_reason": needs_reason, "tone": tone}

    def decorate(body: Body) -> Body:
        @functools.wraps(body)
        def guarded(self: Any, *args: Any, **kwargs: Any) -> Any:
            if self.performing != body.__name__:
                raise OutsideTheDoor(f"{body.__name__} was called without perform()")
            return body(self, *args, **kwargs)

        def may(instance: Any, user: Any) -> bool:
            return policies.allowed(user, f"{policies.label_of(instance)}.{body.__name__}", instance)

        made: Body = transition(field="status", source=source, target=target, permission=may, custom=custom)(
            guarded
        )
        return made

    return decorate


def canonical(value: Any) -> bytes:
    """Return the one JSON spelling of a value that hashes are taken of (sorted keys, UTF-8)."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str).encode()


def digest(value: Any) -> str:
    """Return the SHA-256, in hex, of the value's canonical JSON."""
    return hashlib.sha256(canonical(value)).hexdigest()


class EventQuerySet(models.QuerySet["Event"]):
    """Reads of the audit trail."""

    def about(self, row: models.Model) -> EventQuerySet:
        """Return the events of one row, in the order in which they happened."""
        return self.filter(subject_type=policies.label_of(row), subject_id=row.pk).order_by("id")

    def unsealed(self) -> EventQuerySet:
        """Return what the sealer has not chained yet."""
        return self.filter(seq=None).order_by("id")

    def unsettled(self) -> EventQuerySet:
        """Return what still has a handler to run."""
        return self.filter(settled_at=None).order_by("id")


class Event(models.Model):
    """One thing that happened: a line of the audit trail and at once a message to other stages.

    Written in the transaction of the change and never changed afterwards; the sealer adds its place
    in the hash chain. Holds codes and keys, never personal data.
    """

    name = models.CharField(_("event"), max_length=120, db_index=True)
    subject_type = models.CharField(_("subject"), max_length=60)
    subject_id = models.BigIntegerField(_("subject's key"))
    actor = models.CharField(_("actor"), max_length=40)
    at = models.DateTimeField(_("at"), default=timezone.now)
    payload = models.JSONField(_("details"), default=dict)
    seq = models.BigIntegerField(_("sequence"), null=True, unique=True, editable=False)
    prev_hash = models.CharField(_("previous hash"), max_length=64, blank=True, editable=False)
    hash = models.CharField(_("hash"), max_length=64, blank=True, editable=False)
    settled_at = models.DateTimeField(_("delivered at"), null=True, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes: ClassVar = [
            models.Index(fields=["subject_type", "subject_id"], name="event_subject"),
            models.Index(fields=["id"], name="event_unsettled", condition=models.Q(settled_at=None)),
        ]

    def __str__(self) -> str:
        """Return the name and the subject."""
        return f"{self.name} #{self.subject_id}"

    def sealed_as(self, seq: int, prev_hash: str) -> str:
        """Return the hash this event has at place `seq` after the event with `prev_hash`."""
        return digest(
            {
                "seq": seq,
                "prev": prev_hash,
                "id": self.pk,
                "name": self.name,
                "subject": [self.subject_type, self.subject_id],
                "actor": self.actor,
                "at": self.at.astimezone(timezone.get_default_timezone()).isoformat(),
                "payload": self.payload,
            }
        )


class Delivery(models.Model):
    """That one handler has dealt with one event, or how often it failed."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="deliveries")
    handler = models.CharField(_("handler"), max_length=120)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    not_before = models.DateTimeField(_("not before"), default=timezone.now)
    done_at = models.DateTimeField(_("done at"), null=True)
    parked_at = models.DateTimeField(_("parked at"), null=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "handler"], name="delivery_once")]

    def __str__(self) -> str:
        """Return handler and event."""
        return f"{self.handler} ← {self.event_id}"


class Approval(models.Model):
    """What one person proposed and another has to approve (双人): the act, the facts, the term."""

    class Outcome(models.TextChoices):
        """How a proposal ended."""

        APPROVED = "approved", _("approved")
        DECLINED = "declined", pgettext_lazy("approval", "declined")

    action = models.CharField(_("action"), max_length=120)
    subject_type = models.CharField(_("subject"), max_length=60)
    subject_id = models.BigIntegerField(_("subject's key"))
    details = models.JSONField(_("details"), default=dict)
    facts_hash = models.CharField(_("hash of the facts"), max_length=64)
    proposed_by = models.CharField(_("proposed by"), max_length=40)
    proposed_at = models.DateTimeField(_("proposed at"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires at"))
    decided_by = models.CharField(_("decided by"), max_length=40, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("approval")
        verbose_name_plural = _("approvals")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["action", "subject_type", "subject_id"],
                condition=models.Q(outcome=""),
                name="approval_one_open",
            ),
            models.CheckConstraint(
                condition=~models.Q(decided_by=models.F("proposed_by")) | models.Q(outcome="declined"),
                name="approval_two_persons",
            ),
        ]

    def __str__(self) -> str:
        """Return the action and its subject."""
        return f"{self.action} #{self.subject_id}"


class CalendarDay(models.Model):
    """Whether one date is a working day (工作日), as the State Council or the staff decided."""

    day = models.DateField(_("date"), unique=True)
    is_workday = models.BooleanField(_("working day"))
    name = models.CharField(_("name"), max_length=60, blank=True)
    # The document that announced it; days that came with the calendar package have none.
    source = models.CharField(_("announced in"), max_length=200, blank=True, default="", db_default="")

    class Meta:
        verbose_name = _("calendar day")
        verbose_name_plural = _("calendar days")
        ordering: ClassVar = ["day"]

    def __str__(self) -> str:
        """Return the date."""
        return self.day.isoformat()


class NumberSeries(models.Model):
    """The last number given out in one gap-free series; locked while a number is taken."""

    key = models.CharField(_("series"), max_length=60, unique=True)
    last = models.PositiveBigIntegerField(_("last number"), default=0)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")

    def __str__(self) -> str:
        """Return the key and the last number."""
        return f"{self.key}: {self.last}"


class SharedValue(models.Model):
    """A value all processes share for a short time, such as how often one address asked; nothing of the business.

    The key is a keyed hash, so that nobody is found in here by address or name.
    """

    key = models.CharField(_("key"), max_length=64, primary_key=True)
    value = models.JSONField(_("value"))
    expires_at = models.DateTimeField(_("kept until"), db_index=True)

    class Meta:
        verbose_name = _("shared value")
        verbose_name_plural = _("shared values")

    def __str__(self) -> str:
        """Return the beginning of the key."""
        return self.key[:12]
