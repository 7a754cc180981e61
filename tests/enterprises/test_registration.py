"""Enterprises come in by themselves: once per credit code, with the fault of a wrong code explained."""

from __future__ import annotations

import datetime
import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from brandcert.accounts.models import User
from brandcert.core.errors import Refused
from brandcert.core.models import Event
from brandcert.enterprises import services
from brandcert.enterprises.enums import IntegrityKind, MemberRole, OrganisationType
from brandcert.enterprises.models import Enterprise, IntegrityRecord, Membership, Product
from tests.world import CREDIT_CODES

if TYPE_CHECKING:
    from tests.world import World

NAME = "通化示例酒业有限公司"


@pytest.fixture
def newcomer(db: None) -> User:
    return User.objects.create_user("new@rice.example", "a plain word")


def register(world: World, by: User, code: str = CREDIT_CODES[1], name: str = NAME) -> Enterprise:
    return services.register_enterprise(name=name, credit_code=code, division=world.city, by=by)


def test_whoever_registers_an_enterprise_owns_it(world: World, newcomer: User) -> None:
    row = register(world, newcomer, " 91 2202 00xnt000226ｂ ", "  通化示例酒业有限公司 ")
    assert (row.name, row.credit_code, row.organisation_type) == (
        NAME,
        CREDIT_CODES[1],
        OrganisationType.COMPANY,
    )
    assert Membership.objects.get(user=newcomer).role == MemberRole.OWNER
    assert Event.objects.about(row).get().name == "enterprises.enterprise.register"


@pytest.mark.parametrize("code", ["", "91220200XNT000226C", "9122", "91220200XNT00022SB", "220200000012345"])
def test_a_wrong_code_is_refused_with_an_explanation(world: World, newcomer: User, code: str) -> None:
    with pytest.raises(services.InvalidCreditCode, match=r"\S"):
        register(world, newcomer, code)
    assert not Membership.objects.filter(user=newcomer).exists()


@pytest.mark.parametrize("name", ["", "  ", "吉林", "长" * 201])
def test_a_name_that_is_none_is_refused(world: World, newcomer: User, name: str) -> None:
    with pytest.raises(services.BadName):
        register(world, newcomer, name=name)


def test_a_known_code_is_refused_and_says_whom_to_ask(world: World, newcomer: User) -> None:
    with pytest.raises(services.EnterpriseExists, match=CREDIT_CODES[0]):
        register(world, newcomer, CREDIT_CODES[0])
    assert Enterprise.objects.filter(credit_code=CREDIT_CODES[0]).count() == 1


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_of_two_who_register_the_same_code_at_once_one_owns_it(world: World) -> None:
    people = [User.objects.create_user(f"new{number}@rice.example", "a plain word") for number in range(3)]
    gate, outcomes = threading.Barrier(3), []

    def run(person: User) -> None:
        try:
            gate.wait()
            register(world, person)
            outcomes.append("in")
        except services.EnterpriseExists:
            outcomes.append("out")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in", "out", "out"]
    assert Membership.objects.filter(enterprise__credit_code=CREDIT_CODES[1]).count() == 1


def test_particulars_are_changed_by_members_alone(world: World, newcomer: User) -> None:
    services.update_enterprise(world.enterprise, address=" 新址 ", by=world.editor)
    with pytest.raises(Refused):
        services.update_enterprise(world.enterprise, address="别处", by=newcomer)
    world.enterprise.refresh_from_db()
    assert world.enterprise.address == "新址"


def test_the_same_product_is_entered_once_whatever_its_spelling(world: World) -> None:
    one = services.add_product(
        enterprise=world.enterprise, name="粳米（长粒香）", model_or_scope="5 kg", by=world.owner
    )
    two = services.add_product(
        enterprise=world.enterprise, name="粳米(长粒香) ", model_or_scope="5 kg", by=world.owner
    )
    other = services.add_product(
        enterprise=world.enterprise, name="粳米（长粒香）", model_or_scope="10 kg", by=world.owner
    )
    assert one == two
    assert one != other
    assert Product.objects.count() == 2


def test_a_product_needs_a_name_and_a_trademark_of_its_own(world: World, newcomer: User) -> None:
    with pytest.raises(services.BadProduct):
        services.add_product(enterprise=world.enterprise, name=" 无 ", by=world.owner)
    stranger = world.new_enterprise(CREDIT_CODES[1])
    theirs = services.add_trademark(enterprise=stranger, name="别人", by=world.member(stranger))
    with pytest.raises(services.BadProduct):
        services.add_product(enterprise=world.enterprise, name="粳米", trademark=theirs, by=world.owner)
    with pytest.raises(services.BadProduct):
        services.add_trademark(enterprise=world.enterprise, name=" ", by=world.owner)
    with pytest.raises(Refused):
        services.add_product(enterprise=world.enterprise, name="粳米", by=newcomer)


def test_an_integrity_check_is_clear_only_when_nothing_is_in_force(world: World) -> None:
    today, found = world.today, {"kind": IntegrityKind.ABNORMAL, "source": "国家企业信用信息公示系统"}
    assert services.record_integrity_check(enterprise=world.enterprise, by=world.clerk, today=today).is_clear
    check = services.record_integrity_check(
        enterprise=world.enterprise, findings=[found], by=world.clerk, today=today
    )
    assert not check.is_clear
    assert [line["kind"] for line in check.snapshot] == ["abnormal"]
    services.record_integrity_check(
        enterprise=world.enterprise, findings=[found], by=world.clerk, today=today
    )
    assert IntegrityRecord.objects.count() == 1
    IntegrityRecord.objects.update(until=today - datetime.timedelta(days=1))
    assert services.record_integrity_check(enterprise=world.enterprise, by=world.clerk, today=today).is_clear


def test_a_finding_names_its_list_and_its_source(world: World) -> None:
    for finding in ({"kind": "gossip", "source": "x"}, {"kind": IntegrityKind.RECALL, "source": " "}):
        with pytest.raises(services.UnknownFinding):
            services.record_integrity_check(
                enterprise=world.enterprise, findings=[finding], by=world.clerk, today=world.today
            )


def test_only_clerk_and_director_look_enterprises_up_and_only_the_director_bars(world: World) -> None:
    with pytest.raises(Refused):
        services.record_integrity_check(enterprise=world.enterprise, by=world.owner, today=world.today)
    bar: dict[str, Any] = {
        "enterprise": world.enterprise,
        "since": world.today,
        "until": world.today,
        "source": "决定",
    }
    with pytest.raises(Refused):
        services.bar_enterprise(**bar, by=world.clerk)
    assert services.bar_enterprise(**bar, by=world.director).kind == IntegrityKind.BAR
