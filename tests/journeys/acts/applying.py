"""The enterprise registers and applies; unit and clerk look at it."""

from __future__ import annotations

import datetime
import io
from typing import Any

from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.accounts.models import Division, Unit, User
from brandcert.applications import content, eligibility, services
from brandcert.applications.queries import form_of, requirements_of
from brandcert.desk.demo import evidence, papers
from brandcert.desk.demo.stories import ANSWERS
from brandcert.documents.services import store_upload
from brandcert.enterprises.services import (
    add_product,
    add_trademark,
    record_integrity_check,
    register_enterprise,
    update_enterprise,
)
from brandcert.programs.enums import CategoryKey
from brandcert.programs.models import Batch, Category
from tests.journeys import cast
from tests.journeys.acts.people import PEOPLE, case, enterprise, owner, person, today


def register() -> None:
    """Sign up and register the enterprise with what a certificate prints about it."""
    user = User.objects.create_user(cast.OWNER, cast.PASSWORD, name="示例经办")
    made = register_enterprise(
        name=cast.ENTERPRISE,
        name_en=cast.ENTERPRISE_EN,
        credit_code=cast.CREDIT_CODE,
        division=Division.objects.get(code=cast.DIVISION),
        address=cast.ADDRESS,
        by=user,
    )
    update_enterprise(
        made,
        address_en=cast.ADDRESS_EN,
        size_class="medium",
        established_on=datetime.date(2010, 1, 1),
        by=owner(),
    )


def fill() -> None:
    """Begin a draft and give it product, unit, every answer, every required document and the pledge."""
    user, applicant = owner(), enterprise()
    batch = Batch.objects.get()
    category = Category.objects.get(program=batch.program, key=CategoryKey.MANUFACTURING)
    services.start(enterprise=applicant, batch=batch, category=category, by=user)
    mark = add_trademark(enterprise=applicant, name=cast.TRADEMARK, number=cast.TRADEMARK_NUMBER, by=user)
    product = add_product(
        enterprise=applicant,
        name=cast.PRODUCT,
        name_en=cast.PRODUCT_EN,
        model_or_scope=cast.MODEL,
        trademark=mark,
        by=user,
    )
    services.choose_product(case(), product=product, by=user)
    services.choose_unit(case(), unit=Unit.objects.get(key=cast.UNIT), by=user)
    for requirement in requirements_of(case()):
        if requirement.is_required:
            pdf = papers.document(requirement.title)
            upload = store_upload(file=io.BytesIO(pdf), name=f"{requirement.title}.pdf", by=user)
            services.attach(case(), requirement=requirement, upload=upload, by=user)
    for section in form_of(case()):
        values = {question.key: answer(question) for question in section}
        services.save_section(case(), section=section.key, values=values, by=user)
    services.pledge(case(), by=user, now=timezone.now())


def answer(question: content.Field) -> Any:
    """Give a good answer to a question."""
    if question.is_list:
        return evidence.entries(question, CategoryKey.MANUFACTURING, 1)
    if question.key in ANSWERS:
        return ANSWERS[question.key]
    if question.kind == content.Kind.CHOICE:
        return question.choices[0][0]
    if question.kind in {content.Kind.INTEGER, content.Kind.DECIMAL}:
        return "12"
    if question.kind == content.Kind.EMAIL:
        return cast.OWNER
    return f"{cast.ENTERPRISE}的{question.label}。"[: question.max_length]


def submit() -> None:
    """T1."""
    services.submit(case(), by=owner(), now=timezone.now())


def recommend() -> None:
    """T5."""
    unit = case().unit
    assert unit is not None
    services.recommend(case(), opinion="同意推荐。", by=PEOPLE.recommender(unit), now=timezone.now())


def check_integrity() -> None:
    """Look the enterprise up in all lists, and find nothing."""
    record_integrity_check(enterprise=enterprise(), by=person(Role.CLERK), today=today())


def accept() -> None:
    """Fill the eligibility sheet in and accept (T6)."""
    answers = dict.fromkeys(eligibility.KEYS, True)
    services.check_eligibility(case(), answers=answers, by=person(Role.CLERK), now=timezone.now())
    services.accept(case(), by=person(Role.CLERK), today=today())
