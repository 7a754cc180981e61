"""Renewal: a prefilled application linked to the certificate, which it replaces when it is awarded."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.utils import timezone, translation

from brandcert.applications import services as applications
from brandcert.applications.models import Application, Material
from brandcert.applications.queries import requirements_of
from brandcert.certificates import queries, services
from brandcert.certificates.enums import CertificateStatus, ChangeKind
from brandcert.certificates.models import Certificate, ChangeRequest
from brandcert.core.actors import SYSTEM
from brandcert.core.errors import GuardFailed
from brandcert.programs.services import open_batch
from tests.applications import filling
from tests.races import ends, race

if TYPE_CHECKING:
    from brandcert.programs.models import Batch
    from tests.certificates.drafts import Register


def next_batch(register: Register) -> Batch:
    """Open the batch that follows the one of the award."""
    now = register.world.now
    return open_batch(
        register.world.program,
        name="2026年第二批",
        year=2026,
        opens_at=now - datetime.timedelta(days=1),
        closes_at=now + datetime.timedelta(days=30),
        by=SYSTEM,
    )


def filled(register: Register, days: int = 195) -> Certificate:
    """Make a certificate whose application has answers and files."""
    certificate = register.ending(days)
    application = certificate.application
    Application.objects.filter(pk=application.pk).update(content=filling.answers(application.category))
    for requirement in requirements_of(application):
        if requirement.is_required:
            file = filling.upload(register.world.owner)
            Material.objects.create(application=application, requirement=requirement, upload=file)
    return Certificate.objects.get(pk=certificate.pk)


def begun(register: Register, certificate: Certificate) -> ChangeRequest:
    return services.begin_renewal(
        certificate, batch=next_batch(register), by=register.world.editor, now=timezone.now()
    )


def names(request: ChangeRequest) -> list[str]:
    return [item.name for item in queries.copied_items(request)]


def test_a_renewal_begins_with_what_the_last_application_said(register: Register) -> None:
    certificate = filled(register)
    last = certificate.application
    draft = begun(register, certificate).application
    assert draft is not None
    draft.refresh_from_db()
    assert (draft.status, draft.product, draft.category) == ("draft", last.product, last.category)
    assert draft.content == last.content
    mine = list(draft.materials.values_list("upload__sha256", flat=True))
    assert sorted(mine) == sorted(last.materials.values_list("upload__sha256", flat=True))
    assert len(mine) > 1


def test_it_is_submitted_only_after_everything_copied_was_confirmed_or_changed(register: Register) -> None:
    request = begun(register, filled(register))
    assert request.application is not None
    draft = applications.pledge(request.application, by=register.world.owner, now=timezone.now())
    with translation.override("zh-hans"), pytest.raises(GuardFailed, match="复制"):
        applications.submit(draft, by=register.world.owner, now=timezone.now())
    first, *others = names(request)
    services.confirm_copied(request, names=[*others, "section-unknown"], by=register.world.editor)
    request.refresh_from_db()
    assert [item.name for item in queries.unconfirmed(request)] == [first]
    key = first.removeprefix("section-")
    field = next(iter(draft.content[key]))
    applications.save_section(draft, section=key, values={field: "改过的内容"}, by=register.world.editor)
    assert queries.unconfirmed(ChangeRequest.objects.get(pk=request.pk)) == []
    draft = applications.pledge(draft, by=register.world.owner, now=timezone.now())
    assert applications.submit(draft, by=register.world.owner, now=timezone.now()).status == "submitted"


def test_an_awarded_renewal_takes_the_certificates_place_the_moment_it_is_issued(register: Register) -> None:
    old = filled(register)
    request = begun(register, old)
    assert request.application is not None
    application = register.awarded_later(request.application)
    with transaction.atomic():
        new = services.create_draft(application)
        assert services.create_draft(application) == new
    assert (new.replaces, new.change_kind, new.first_issued_on) == (
        old,
        ChangeKind.RENEWAL,
        old.first_issued_on,
    )
    register.approved(new)
    assert Certificate.objects.get(pk=old.pk).status == CertificateStatus.ACTIVE
    services.issue_one(new.pk)
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.status, new.status) == (CertificateStatus.SUPERSEDED, CertificateStatus.ACTIVE), new.fault
    assert new.valid_to > old.valid_to
    request.refresh_from_db()
    assert (request.outcome, request.successor) == ("granted", new)


def test_a_new_award_for_a_product_with_a_valid_certificate_renews_it_too(register: Register) -> None:
    old = register.issued()
    again = register.awarded(register.decision(), product=old.application.product, batch=next_batch(register))
    with transaction.atomic():
        new = services.create_draft(again)
    assert new.replaces == old


def test_a_changed_name_is_on_the_renewed_certificate(register: Register) -> None:
    old = filled(register)
    batch = services.propose_supersede(
        old, kind="name", values={"holder": "更名后有限公司"}, by=register.issuer, today=register.world.today
    )
    services.approve_issue(register.tried(batch), by=register.director, now=timezone.now())
    named = Certificate.objects.get(replaces=old)
    services.issue_one(named.pk)
    named.refresh_from_db()
    services.carry_over(named)
    application = begun(register, named).application
    assert application is not None
    with transaction.atomic():
        new = services.create_draft(register.awarded_later(application))
    register.approved(new)
    services.issue_one(new.pk)
    new.refresh_from_db()
    assert (new.replaces, new.facts["holder"]) == (named, "更名后有限公司")


@pytest.mark.parametrize(("days", "is_in_time"), [(500, False), (300, True), (95, True), (60, False)])
def test_the_window_is_a_parameter_of_the_programme(register: Register, days: int, is_in_time: bool) -> None:
    certificate = filled(register, days)
    if is_in_time:
        begun(register, certificate)
    else:
        with pytest.raises(GuardFailed):
            begun(register, certificate)
        program = certificate.category.program
        program.renewal_opens_months, program.renewal_closes_months = 24, 1
        program.save()
        row = Certificate.objects.get(pk=certificate.pk)
        services.require_renewable(row, today=register.world.today, by=register.world.editor)


def test_not_while_a_revocation_case_is_open_nor_after_the_end(register: Register) -> None:
    certificate = filled(register)
    request = begun(register, certificate)
    register.heard(certificate, "revoke", "fraud")
    with pytest.raises(GuardFailed):
        services.require_renewable(certificate, today=register.world.today, by=register.world.editor)
    assert request.application is not None
    services.confirm_copied(request, names=names(request), by=register.world.editor)
    draft = applications.pledge(request.application, by=register.world.owner, now=timezone.now())
    with pytest.raises(GuardFailed):
        applications.submit(draft, by=register.world.owner, now=timezone.now())


def test_one_renewal_at_a_time_until_its_draft_is_given_up_or_refused(register: Register) -> None:
    certificate = filled(register)
    request = begun(register, certificate)
    batch = request.application.batch  # type: ignore[union-attr] # just begun
    with pytest.raises(services.AlreadyRenewing):
        services.begin_renewal(certificate, batch=batch, by=register.world.owner, now=timezone.now())
    applications.discard(request.application, by=register.world.editor)  # type: ignore[arg-type] # as above
    assert not ChangeRequest.objects.exists()
    again = services.begin_renewal(certificate, batch=batch, by=register.world.owner, now=timezone.now())
    Application.objects.filter(renewal=again).update(status="rejected")
    third = services.begin_renewal(certificate, batch=batch, by=register.world.owner, now=timezone.now())
    again.refresh_from_db()
    assert (again.outcome, third.outcome) == ("refused", "")


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_of_eight_who_renew_at_once_one_begins(register: Register) -> None:
    certificate = filled(register)
    batch = next_batch(register)
    outcomes = race(
        [
            lambda: services.begin_renewal(
                Certificate.objects.get(pk=certificate.pk),
                batch=batch,
                by=register.world.editor,
                now=timezone.now(),
            )
        ]
        * 8
    )
    errors = [end for end in ends(outcomes) if isinstance(end, BaseException)]
    assert [type(error) for error in errors] == [services.AlreadyRenewing] * 7
    assert Application.objects.filter(status="draft").count() == 1
