"""Personal data is listed in code: what looks like a person's and is not listed is found."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.db import models

from brandcert.core import pii
from brandcert.core.pii import Kind, masked

PERSONAL = re.compile(
    r"(^|_)(email|e_mail|mail|phone|mobile|contact|objector|signature_note|representative|id_number|birth)(_|$)|^address$"
)
# Looks like a person's and is not: the address of an enterprise, and numbers a person cannot be found by.
NOT_PERSONAL = {
    "enterprises.enterprise.address": "the seat of an enterprise",
    "awards.objection.objector_kind": "a person or an organisation: one of two",
    "awards.objection.objector_code": "the code of an organisation; objections of persons have none",
}


def suspicious(model: type[models.Model]) -> list[str]:
    label = model._meta.label_lower
    fields = [field for field in model._meta.concrete_fields if not field.is_relation]
    return [
        f"{label}.{field.name}"
        for field in fields
        if (isinstance(field, models.EmailField) or PERSONAL.search(field.name))
        and not isinstance(field, models.BooleanField | models.DateTimeField | models.DateField)
    ]


def unlisted(models_: list[type[models.Model]]) -> list[str]:
    listed = pii.listed_fields()
    return [
        name
        for model in models_
        for name in suspicious(model)
        if name not in NOT_PERSONAL
        and name.rpartition(".")[2] not in listed.get(name.rpartition(".")[0], set())
    ]


def test_r95_every_column_that_looks_like_a_persons_is_listed() -> None:
    ours = [model for model in apps.get_models() if model._meta.app_label != "admin"]
    assert unlisted(ours) == []


def test_r95_a_column_that_nobody_listed_is_found() -> None:
    class Visitor(models.Model):
        """A planted table."""

        phone = models.CharField(max_length=20)
        arrived_at = models.DateTimeField()

        class Meta:
            app_label = "tests"
            managed = False

        def __str__(self) -> str:
            return self.phone

    assert unlisted([Visitor]) == ["tests.visitor.phone"]


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (Kind.PHONE, "13812345678", "138****5678"),
        (Kind.PHONE, "110", "1****"),
        (Kind.EMAIL, "wang@example.org", "w***@example.org"),
        (Kind.CONTACT, "wang@example.org", "w***@example.org"),
        (Kind.CONTACT, "0431-88888888", "043****8888"),
        (Kind.NAME, "王小明", "王**"),
        (Kind.NAME, "王", "王*"),
        (Kind.TEXT, "某某公司", "****"),
        (Kind.PHONE, "", ""),
        (Kind.NAME, None, ""),
    ],
)
def test_a_mask_hides_the_middle(kind: Kind, value: str | None, shown: str) -> None:
    assert masked(kind, value) == shown


def test_every_table_with_personal_data_says_how_it_is_erased_or_why_it_is_kept() -> None:
    assert [row.model for row in pii.holdings() if not row.kept and row.model not in pii.erasers()] == []
