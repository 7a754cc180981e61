"""What belongs to an enterprise: found along the foreign keys, marked so that it is recognised wherever it shows."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.core import serializers
from django.db import DatabaseError, models, transaction

from brandcert.core.errors import BusinessError
from brandcert.enterprises.models import Enterprise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MARK: Final = "canary7f3a"
# What everyone may read, or what says nothing without its shape: a mark would be found there rightly, or break it.
PUBLIC_APPS: Final = ("certificates", "awards", "core", "programs", "register")
PUBLIC_FIELDS: Final = {
    "enterprises.Enterprise": {"name", "name_en", "normalised_name", "address", "address_en", "english_name"},
    "enterprises.Product": {"name", "name_en", "normalised_name", "model_or_scope", "standard"},
    "enterprises.Trademark": {"name", "number"},
    "accounts.User": {"password", "language"},
}
SHAPED: Final = (models.EmailField, models.SlugField, models.URLField, models.UUIDField)
SHAPED_NAMES: Final = {
    "path",
    "sha256",
    "receipt_number",
    "query_code",
    "credit_code",
    "phone",
    "number",
    "kind",
    "url",
}
DEPTH: Final = 4


@cache
def way_to_enterprise(model: type[models.Model]) -> str:
    """Return the lookup that leads from a model to the enterprise its rows belong to; empty for nobody's rows."""
    if model is Enterprise:
        return "pk"
    seen, here = {model}, [(model, "")]
    for _step in range(DEPTH):
        further = []
        for place, way in here:
            for field in place._meta.get_fields():
                if not isinstance(field, models.ForeignKey) or field.related_model in seen:
                    continue
                step = f"{way}__{field.name}".strip("_")
                if field.related_model is Enterprise:
                    return step
                seen.add(field.related_model)
                further.append((field.related_model, step))
        here = further
    return ""


def own_models() -> Iterator[type[models.Model]]:
    """Give the product's models whose rows belong to an enterprise."""
    for config in apps.get_app_configs():
        if config.name.startswith("brandcert."):
            yield from (model for model in config.get_models() if way_to_enterprise(model))


def rows_of(model: type[models.Model], enterprises: Iterable[int]) -> models.QuerySet[Any]:
    """Return the rows of a model that belong to the enterprises."""
    return model._default_manager.filter(**{f"{way_to_enterprise(model)}__in": list(enterprises)}).distinct()


def fingerprint(enterprises: list[int]) -> str:
    """Return a hash of everything that belongs to the enterprises, to see whether a stranger changed it."""
    digest = hashlib.sha256()
    for model in sorted(own_models(), key=lambda kind: kind._meta.label):
        digest.update(serializers.serialize("json", rows_of(model, enterprises).order_by("pk")).encode())
    return digest.hexdigest()


def is_free_text(model: type[models.Model], field: models.Field[Any, Any]) -> bool:
    """Say whether people write into the field whatever they like, and it is nobody else's business."""
    label = model._meta.label
    return (
        isinstance(field, (models.CharField, models.TextField))
        and not isinstance(field, SHAPED)
        and not field.choices
        and not field.unique
        and field.name not in SHAPED_NAMES
        and field.name not in PUBLIC_FIELDS.get(label, set())
        and model._meta.app_label not in PUBLIC_APPS
    )


class Marker:
    """Writes marks into rows, each another one, and remembers where."""

    def __init__(self, text: str = MARK) -> None:
        """Begin counting."""
        self.text = text
        self.numbers = itertools.count(1)
        self.planted: dict[str, str] = {}

    def mark(self, place: str) -> str:
        """Return a new mark for the place."""
        token = f"{self.text}{next(self.numbers):05d}"
        self.planted[token] = place
        return token

    def found_in(self, body: bytes) -> set[str]:
        """Return the marks that stand in what was shown; one look, however many were planted."""
        found = {token.decode() for token in re.findall(rb"%s\d{5}" % self.text.encode(), body)}
        return found & self.planted.keys()

    def plant(self, enterprises: list[int]) -> None:
        """Mark every free text of the enterprises, and of the people who act for them; one commit for all."""
        with transaction.atomic():
            self._plant(enterprises)

    def _plant(self, enterprises: list[int]) -> None:
        for model in own_models():
            self._mark_rows(model, rows_of(model, enterprises))
        user = apps.get_model("accounts", "User")
        people = user._default_manager.filter(memberships__enterprise__in=enterprises)
        self._mark_rows(user, people.distinct())

    def _mark_rows(self, model: type[models.Model], rows: models.QuerySet[Any]) -> None:
        fields: list[Any] = [field for field in model._meta.fields if is_free_text(model, field)]
        contents: list[Any] = [
            field
            for field in model._meta.fields
            if isinstance(field, models.JSONField)
            and field.name == "content"
            and model._meta.app_label not in PUBLIC_APPS
        ]
        for row in rows:
            label = f"{model._meta.label}:{row.pk}"
            values = {
                field.name: self._into(field, getattr(row, field.name), f"{label}.{field.name}")
                for field in fields
                if getattr(row, field.name)
            }
            values |= {field.name: self._leaves(getattr(row, field.name), label) for field in contents}
            if not values:
                continue
            # Locked sheets and other frozen rows refuse every change, also this one.
            with contextlib.suppress(BusinessError, DatabaseError), transaction.atomic():
                model._default_manager.filter(pk=row.pk).update(**values)

    def _into(self, field: Any, text: str, place: str) -> str:
        token = self.mark(place)
        if field.max_length and len(text) + len(token) + 1 > field.max_length:
            return token[: field.max_length]
        return f"{text} {token}"

    def _leaves(self, value: Any, place: str) -> Any:
        """Mark the long texts of a content; short ones are choices, numbers and dates."""
        if isinstance(value, dict):
            return {key: self._leaves(item, f"{place}.{key}") for key, item in value.items()}
        if isinstance(value, list):
            return [self._leaves(item, place) for item in value]
        if isinstance(value, str) and len(value) > len("2026-01-01") and not json.dumps(value).isascii():
            return f"{value} {self.mark(place)}"
        return value


def identifiers(enterprises: list[int]) -> list[str]:
    """Return what names the enterprises' people and cases without any mark: addresses, receipts, query codes."""
    from brandcert.accounts.models import User
    from brandcert.applications.models import Application

    found: list[str] = []
    for row in Application.objects.filter(enterprise__in=enterprises):
        found += [row.receipt_number or "", row.query_code]
    for person in User.objects.filter(memberships__enterprise__in=enterprises):
        found += [person.email or "", person.phone]
    return sorted({text for text in found if len(text) >= len("12345678")})
