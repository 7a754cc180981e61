"""People register and sign in with an address or a number; nobody learns who has an account."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from brandcert.accounts.adapters import NO_MATCH
from brandcert.accounts.models import User
from tests.world import PASSWORD

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.accounts.conftest import Post
    from tests.world import World

pytestmark = pytest.mark.django_db
SECRET = "长白山-Songhua-26"
MAIL, PHONE = "zhang@rice.example", "139 0000 1234"
STORED = "+8613900001234"
WRONG = "000000"


def sign_up(client: Client, contact: str, **changes: str) -> Any:
    values = {"name": "张经办", "contact": contact, "password1": SECRET, "password2": SECRET, **changes}
    return client.post(reverse("account_signup"), values)


def is_signed_in(client: Client) -> bool:
    return client.get("/portal/").status_code == 200


@pytest.mark.parametrize(
    ("contact", "page"),
    [(MAIL, "account_email_verification_sent"), (PHONE, "account_verify_phone")],
)
def test_a_code_sent_to_the_contact_ends_a_registration(
    client: Client, post: Post, contact: str, page: str
) -> None:
    answer = sign_up(client, contact)
    assert answer["Location"].startswith(reverse(page))
    assert not is_signed_in(client)
    assert client.get(reverse(page)).status_code == 200
    answer = client.post(reverse(page), {"code": post.code()})
    assert answer["Location"] == "/accounts/home/"
    assert is_signed_in(client)
    person = User.objects.get(name="张经办")
    if contact == MAIL:
        assert (person.email, person.phone, person.phone_confirmed) == (MAIL, "", False)
        assert EmailAddress.objects.get(user=person).verified
    else:
        assert (person.email, person.phone, person.phone_confirmed) == (None, STORED, True)
        assert [told["to"] for told in post.texts()] == [STORED]
        assert mail.outbox == []


@pytest.mark.parametrize(
    "written",
    ["13900001234", "+86 139-0000-1234", "0086 139 0000 1234", "１３９００００１２３４", "8613900001234"],
)
def test_a_number_is_the_same_however_it_is_written(client: Client, post: Post, written: str) -> None:
    User.objects.create_user(None, SECRET, phone=STORED, phone_confirmed=True)
    client.post(reverse("account_login"), {"login": written, "password": SECRET})
    assert is_signed_in(client)


@pytest.mark.parametrize("contact", ["", "zhang", "zhang@", "1390000123", "+1 202 555 0100", "29900001234"])
def test_what_is_neither_address_nor_number_is_named(client: Client, contact: str) -> None:
    answer = sign_up(client, contact)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["contact"]
    assert not User.objects.exists()


@pytest.mark.parametrize("contact", [MAIL, PHONE])
def test_registering_again_looks_the_same_and_tells_only_the_owner(
    client: Client, post: Post, contact: str
) -> None:
    first = sign_up(client, contact)
    first_page = client.get(first["Location"])
    client.post(first["Location"], {"code": post.code()})
    cache.clear()
    stranger = Client()
    second = sign_up(stranger, contact, name="别人")
    assert second["Location"] == first["Location"]
    second_page = stranger.get(second["Location"])
    assert _words(second_page) == _words(first_page)
    assert User.objects.count() == 1
    last = post.texts()[-1]["text"] if contact == PHONE else str(mail.outbox[-1].body)
    assert "registered already" in last or "已经注册" in last
    stranger.post(second["Location"], {"code": WRONG})
    assert not is_signed_in(stranger)


def _words(page: Any) -> str:
    text: str = page.content.decode()
    start, end = text.index("<main"), text.index("</main>")
    return re.sub(r'value="[^"]*"', "", text[start:end])


def test_an_unconfirmed_number_occupies_nothing(client: Client, post: Post) -> None:
    sign_up(client, PHONE, name="冒名")
    other = Client()
    cache.clear()
    answer = sign_up(other, PHONE)
    other.post(answer["Location"], {"code": post.code()})
    assert User.objects.by_phone(STORED) == User.objects.get(name="张经办")
    client.post(reverse("account_login"), {"login": PHONE, "password": SECRET})
    assert User.objects.filter(phone_confirmed=True).count() == 1


def test_the_first_who_confirms_a_number_keeps_it(client: Client, post: Post) -> None:
    first = sign_up(client, PHONE, name="先")
    code = post.code()
    User.objects.create(phone=STORED, phone_confirmed=True)
    answer = client.post(first["Location"], {"code": code})
    assert answer.status_code == 200
    assert not is_signed_in(client)


def test_three_wrong_codes_end_a_registration(client: Client, post: Post) -> None:
    answer = sign_up(client, MAIL)
    right = post.code()
    for _turn in range(3):
        client.post(answer["Location"], {"code": WRONG})
    client.post(answer["Location"], {"code": right})
    assert not is_signed_in(client)


def test_a_new_code_is_sent_a_limited_number_of_times(client: Client, post: Post) -> None:
    place = sign_up(client, PHONE)["Location"]
    client.post(place, {"action": "resend"})
    assert len(post.texts()) == 1, "a minute has to pass"
    for _turn in range(5):
        cache.clear()
        client.post(place, {"action": "resend"})
    assert len(post.texts()) == 4, "the first and three more"
    client.post(place, {"code": post.code()})
    assert is_signed_in(client)


def test_codes_cannot_be_asked_for_without_end(client: Client, post: Post) -> None:
    answers = [sign_up(Client(), PHONE).status_code for _turn in range(2)]
    assert answers == [302, 429]
    assert len(post.texts()) == 1


def test_a_text_that_cannot_be_sent_is_told_and_loses_nothing(client: Client, settings: Settings) -> None:
    settings.SMS_URL = "http://127.0.0.1:1/"
    answer = sign_up(client, PHONE)
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert [message.level_tag for message in page.context["messages"]] == ["error"]


@pytest.mark.parametrize("contact", [MAIL, PHONE])
@pytest.mark.parametrize("is_known", [True, False])
def test_a_password_is_reset_by_a_code_and_the_pages_do_not_tell_who_is_known(
    client: Client, post: Post, contact: str, is_known: bool
) -> None:
    if is_known:
        person = User.objects.create_user(MAIL, PASSWORD, phone=STORED, phone_confirmed=True)
    answer = client.post(reverse("account_reset_password"), {"contact": contact})
    assert answer["Location"] == reverse("account_confirm_password_reset_code")
    assert client.get(answer["Location"]).status_code == 200
    if not is_known:
        assert len(post.texts()) + len(mail.outbox) == 1
        client.post(answer["Location"], {"code": WRONG})
        assert client.get(reverse("account_complete_password_reset")).status_code == 302
        return
    assert client.post(answer["Location"], {"code": WRONG}).status_code == 200
    answer = client.post(answer["Location"], {"code": post.code()})
    client.post(answer["Location"], {"password1": SECRET, "password2": SECRET})
    person.refresh_from_db()
    assert person.check_password(SECRET)
    client.post(reverse("account_login"), {"login": contact, "password": SECRET})
    assert is_signed_in(client)


def test_wrong_passwords_for_one_number_do_not_lock_another(client: Client, post: Post) -> None:
    person = User.objects.create_user(MAIL, SECRET, phone=STORED, phone_confirmed=True)
    for turn in range(6):
        answer = client.post(reverse("account_login"), {"login": "13900009999", "password": f"wrong-{turn}"})
    assert "__all__" in answer.context["form"].errors
    client.post(reverse("account_login"), {"login": PHONE, "password": SECRET})
    assert is_signed_in(client)
    assert person.is_active


@pytest.mark.parametrize("login", [MAIL, PHONE, "nobody@rice.example", "13800000000", "zhang"])
def test_a_wrong_sign_in_says_the_same_whoever_it_is(client: Client, login: str) -> None:
    User.objects.create_user(MAIL, SECRET, phone=STORED, phone_confirmed=True)
    answer = client.post(reverse("account_login"), {"login": login, "password": "not it at all"})
    (words,) = answer.context["form"].errors["__all__"]
    assert words == NO_MATCH


@pytest.mark.parametrize(
    "password", ["short-1", "1234567890123", "password12", "zhang@rice.example", "张经办"]
)
def test_weak_passwords_are_refused_with_the_reason(client: Client, password: str) -> None:
    answer = sign_up(client, MAIL, password1=password, password2=password)
    assert answer.status_code == 200
    assert "password1" in answer.context["form"].errors


def test_a_confirmed_number_can_be_added_later_and_an_address_too(
    world: World, client: Client, post: Post
) -> None:
    client.force_login(world.owner)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("account_change_phone"), {"phone": PHONE})
    client.post(reverse("account_verify_phone"), {"code": post.code()})
    world.owner.refresh_from_db()
    assert (world.owner.phone, world.owner.phone_confirmed) == (STORED, True)
    assert [str(letter.subject) for letter in mail.outbox] == ["您的账户从现在起可用手机号码登录"]
    assert client.get(reverse("account_change_phone")).status_code == 200


def test_a_number_that_staff_wrote_down_opens_nothing(world: World, client: Client, post: Post) -> None:
    User.objects.filter(pk=world.owner.pk).update(phone=STORED)
    client.post(reverse("account_login"), {"login": PHONE, "password": PASSWORD})
    assert not is_signed_in(client)
    client.post(reverse("account_login"), {"login": world.owner.email, "password": PASSWORD})
    assert is_signed_in(client), "nor does it stand in the way"
    assert post.texts() == []


@pytest.mark.both
def test_people_without_an_address_are_many_and_an_empty_one_is_none() -> None:
    people = [
        User.objects.create(phone=f"+86139000000{turn:02}", phone_confirmed=True, email="")
        for turn in range(3)
    ]
    assert [User.objects.get(pk=person.pk).email for person in people] == [None] * 3
    assert str(people[0]) == "139****0000"
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=people[0].pk).update(email="")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=people[0].pk).update(phone=people[1].phone)


def test_the_last_way_in_cannot_be_removed(world: World, client: Client, post: Post) -> None:
    client.force_login(world.owner)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    remove = {"action_remove": "", "email": world.owner.email}
    client.post(reverse("account_email"), remove)
    assert EmailAddress.objects.filter(user=world.owner).exists()
    User.objects.filter(pk=world.owner.pk).update(phone=STORED, phone_confirmed=True)
    client.post(reverse("account_email"), remove)
    world.owner.refresh_from_db()
    assert world.owner.email is None
    assert client.get("/portal/enterprise/").status_code == 200
