"""Letters (文书) as they were issued, the versions of their words, and how each of them reached its reader."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from brandcert.documents import catalogue
from brandcert.documents.enums import Audience, Method, Outcome

MAX_ATTEMPTS = 5


class LetterTemplate(models.Model):
    """One version of the words of a kind of letter; the one put in force last counts, none means the delivered words."""

    kind = models.CharField(_("kind of letter"), max_length=60)
    version = models.PositiveIntegerField(_("version"))
    words = models.JSONField(_("words"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written at"), default=timezone.now)
    in_force_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("put in force by"),
    )
    in_force_at = models.DateTimeField(_("in force since"), null=True, blank=True)

    class Meta:
        verbose_name = _("template of a letter")
        verbose_name_plural = _("templates of letters")
        ordering: ClassVar = ["kind", "-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "version"], name="letter_template_version_once"),
            models.CheckConstraint(
                condition=models.Q(in_force_by=None) | ~models.Q(in_force_by=models.F("written_by")),
                name="letter_template_two_persons",
            ),
        ]

    def __str__(self) -> str:
        """Return kind and version."""
        return f"{catalogue.name_of(self.kind)} v{self.version}"


class LetterQuerySet(models.QuerySet["Letter"]):
    """Reads of letters."""

    # Who sees which rows; the apps that know the cases add theirs.
    scopes: ClassVar[list[Callable[[Any], models.Q]]] = []

    def visible_to(self, user: Any) -> LetterQuerySet:
        """Return what the person may read."""
        if not getattr(user, "is_authenticated", False) or not user.is_active:
            return self.none()
        seen = models.Q(pk__in=[])
        for scope in type(self).scopes:
            seen |= scope(user)
        return self.filter(seen)

    def about(self, row: models.Model) -> LetterQuerySet:
        """Return the letters of one case, the latest first."""
        return self.filter(case_type=row._meta.label_lower, case_id=row.pk).order_by("-id")

    def made(self) -> LetterQuerySet:
        """Return what exists as a document."""
        return self.exclude(made_at=None)

    def waiting(self, now: datetime.datetime) -> LetterQuerySet:
        """Return what has a number, no document, and is in nobody's hands, the oldest first."""
        is_free = models.Q(lease_until=None) | models.Q(lease_until__lt=now)
        return self.filter(is_free, made_at=None, attempts__lt=MAX_ATTEMPTS).order_by("id")


class Letter(models.Model):
    """One numbered letter about one event: its facts are frozen with its number, its document is made of them."""

    kind = models.CharField(_("kind of letter"), max_length=60, db_index=True)
    audience = models.CharField(_("written to"), max_length=12, choices=Audience, default=Audience.ENTERPRISE)
    number = models.CharField(_("number"), max_length=60, unique=True)
    event = models.ForeignKey("core.Event", models.PROTECT, related_name="letters", verbose_name=_("event"))
    subject_type = models.CharField(_("subject"), max_length=60)
    subject_id = models.BigIntegerField(_("subject's key"))
    case_type = models.CharField(_("kind of case"), max_length=60)
    case_id = models.BigIntegerField(_("case"))
    case_name = models.CharField(_("case"), max_length=200)
    template_version = models.PositiveIntegerField(_("version of the template"), default=0)
    facts = models.JSONField(_("facts"))
    facts_sha256 = models.CharField(_("hash of the facts"), max_length=64)
    dated_on = models.DateField(_("date"))
    issued_at = models.DateTimeField(_("issued at"), default=timezone.now)
    file = models.CharField(_("place"), max_length=160, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    made_at = models.DateTimeField(_("made at"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("in hand until"), null=True, blank=True)
    fault = models.CharField(_("fault"), max_length=300, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("document", "letter")
        verbose_name_plural = pgettext_lazy("document", "letters")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "kind"], name="letter_once_per_event"),
            models.CheckConstraint(
                condition=models.Q(made_at=None) | ~models.Q(sha256=""), name="letter_made_with_hash"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["case_type", "case_id"], name="letter_case"),
            models.Index(fields=["id"], name="letter_waiting", condition=models.Q(made_at=None)),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number

    @property
    def title(self) -> str:
        """Return what the kind is called; the document itself carries the words of its template."""
        return catalogue.name_of(self.kind)

    @property
    def is_parked(self) -> bool:
        """Say whether nobody tries any more to make the document."""
        return self.made_at is None and self.attempts >= MAX_ATTEMPTS


class LetterDelivery(models.Model):
    """One way a letter took to its reader (送达), with its proof; rows are added, never rewritten."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="deliveries", verbose_name=_("letter"))
    method = models.CharField(_("method"), max_length=10, choices=Method)
    outcome = models.CharField(_("result"), max_length=10, choices=Outcome)
    # In the portal the day it was first opened, else the day it was handed over or sent.
    on = models.DateField(_("date"))
    receiver = models.CharField(_("received by"), max_length=100, blank=True)
    tracking = models.CharField(_("tracking number"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    proof = models.ForeignKey(
        "documents.Upload", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("proof")
    )
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    noted_at = models.DateTimeField(_("entered at"), default=timezone.now)

    class Meta:
        verbose_name = _("delivery of a letter")
        verbose_name_plural = _("deliveries of letters")
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["letter"], condition=models.Q(method=Method.PORTAL), name="letter_opened_once"
            )
        ]

    def __str__(self) -> str:
        """Return method and letter."""
        return f"{self.get_method_display()} {self.letter_id}"
