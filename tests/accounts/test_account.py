"""One's own account: name, address, number and second factors change by their owner only, and the old address is told."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING, Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from brandcert.accounts import services
from brandcert.accounts.models import User
from brandcert.core.errors import Refused
from brandcert.core.models import Event
from tests.desk.test_way_of_the_factor import activate
from tests.world import PASSWORD

if TYPE_CHECKING:
    from tests.accounts.conftest import Post
    from tests.world import World

pytestmark = pytest.mark.django_db
SECRET = "长白山-Songhua-26"
NEW, PHONE, OLD_PHONE = "new@rice.example", "139 0000 1234", "+8613800001111"
ENGLISH = re.compile(r">[^<]*\b(?:the|your|you|code|sign|key|with)\b[^<]*<", re.IGNORECASE)


def sign_in(client: Client, user: User, password: str = PASSWORD) -> Any:
    return client.post(reverse("account_login"), {"login": user.email, "password": password})


def grow_old(client: Client) -> None:
    """Let the proof of a session be older than five minutes."""
    session = client.session
    for proof in session["account_authentication_methods"]:
        proof["at"] -= 600
    session.save()


def code_for(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def main(page: Any) -> str:
    """Return what the page says to its reader, without the frame and the scripts."""
    text: str = page.content.decode()
    return re.sub(
        r"<script.*?</script>", "", text[text.index("<main") : text.index("</main>")], flags=re.DOTALL
    )


def test_a_person_changes_the_own_name_and_staff_do_not(world: World, client: Client) -> None:
    client.force_login(world.owner)
    assert client.get(reverse("my_account")).status_code == 200
    assert client.post(reverse("my_name"), {"name": "  李   新 "})["Location"] == reverse("my_account")
    assert User.objects.get(pk=world.owner.pk).name == "李 新"
    assert "name" in client.post(reverse("my_name"), {"name": " "}).context["form"].errors
    assert "李" not in str(list(Event.objects.values_list("payload", flat=True)))
    with pytest.raises(Refused):
        services.change_name(world.owner, name="别人", by=world.editor)
    client.force_login(world.clerk)
    assert reverse("my_name") not in client.get(reverse("my_account")).content.decode()
    assert client.post(reverse("my_name"), {"name": "局长"}).status_code == 403


def test_a_new_address_counts_from_its_code_on_and_the_old_one_is_told(
    world: World, client: Client, post: Post
) -> None:
    user, old = world.owner, str(world.owner.email)
    sign_in(client, user)
    grow_old(client)
    asked = client.post(reverse("account_email"), {"action_add": "", "email": NEW})
    assert asked["Location"].startswith(reverse("account_reauthenticate")), "an open page is no proof"
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    wrong = client.post(reverse("account_email"), {"action_add": "", "email": "new@"})
    assert list(wrong.context["form"].errors) == ["email"]
    assert client.post(reverse("account_email"), {"action_add": "", "email": NEW})["Location"] == reverse(
        "account_email_verification_sent"
    )
    assert User.objects.get(pk=user.pk).email == old
    client.post(reverse("account_email_verification_sent"), {"code": "000000"})
    assert User.objects.get(pk=user.pk).email == old
    client.post(reverse("account_email_verification_sent"), {"code": post.code()})
    assert User.objects.get(pk=user.pk).email == NEW
    assert list(EmailAddress.objects.filter(user=user).values_list("email", "verified")) == [(NEW, True)]
    told = mail.outbox[-1]
    assert told.to == [old]
    assert NEW in str(told.body)
    assert "如非本人操作" in str(told.body)
    assert sign_in(Client(), User.objects.get(pk=user.pk))["Location"] == "/accounts/home/"


def test_an_address_of_somebody_else_is_never_taken_over(world: World, client: Client, post: Post) -> None:
    sign_in(client, world.owner)
    client.post(reverse("account_email"), {"action_add": "", "email": world.editor.email})
    page = client.post(reverse("account_email_verification_sent"), {"code": "000000"})
    assert page.status_code in {200, 302}
    assert User.objects.get(pk=world.owner.pk).email == world.owner.email
    assert "code" not in {line for letter in mail.outbox for line in str(letter.body).splitlines()}
    assert EmailAddress.objects.get(email=world.editor.email).user == world.editor


def test_a_new_number_is_told_to_the_old_one_and_by_mail(world: World, client: Client, post: Post) -> None:
    User.objects.filter(pk=world.owner.pk).update(phone=OLD_PHONE, phone_confirmed=True)
    sign_in(client, world.owner)
    client.post(reverse("account_change_phone"), {"phone": PHONE})
    assert User.objects.get(pk=world.owner.pk).phone == OLD_PHONE
    client.post(reverse("account_verify_phone"), {"code": post.code()})
    assert User.objects.get(pk=world.owner.pk).phone == "+8613900001234"
    last = post.texts()[-1]
    assert (last["to"], "139****1234" in last["text"]) == (OLD_PHONE, True)
    assert (mail.outbox[-1].to, "139****1234" in str(mail.outbox[-1].body)) == ([world.owner.email], True)


def test_a_removed_address_is_told_there(world: World, client: Client, post: Post) -> None:
    User.objects.filter(pk=world.owner.pk).update(phone=OLD_PHONE, phone_confirmed=True)
    sign_in(client, world.owner)
    client.post(reverse("account_email"), {"action_remove": "", "email": world.owner.email})
    assert User.objects.get(pk=world.owner.pk).email is None
    assert mail.outbox[-1].to == [world.owner.email]


def sign_up(contact: str) -> None:
    cache.clear()
    values = {"name": "半途", "contact": contact, "password1": SECRET, "password2": SECRET}
    assert Client().post(reverse("account_signup"), values).status_code == 302


def test_an_unfinished_registration_goes_after_a_week_and_frees_address_and_number(
    world: World, post: Post, client: Client
) -> None:
    sign_up("half@rice.example")
    sign_up(PHONE)
    User.objects.create(name="专家", phone=OLD_PHONE, is_staff=False)
    before = set(User.objects.exclude(name="半途").values_list("pk", flat=True))
    now = timezone.now()
    assert services.forget_unfinished(now=now + datetime.timedelta(days=6)) == 0
    assert services.forget_unfinished(now=now + datetime.timedelta(days=8)) == 2
    assert set(User.objects.values_list("pk", flat=True)) == before
    assert not EmailAddress.objects.filter(email="half@rice.example").exists()
    assert services.forget_unfinished(now=now + datetime.timedelta(days=999)) == 0, "nobody else ever goes"
    sign_up("half@rice.example")
    assert User.objects.get(email="half@rice.example").name == "半途"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_codes_of_an_app_and_recovery_codes_work_in_both_languages(
    world: World, client: Client, language: str
) -> None:
    client.cookies["django_language"] = language
    user, seen = world.owner, []

    def see(name: str, **kwargs: Any) -> str:
        seen.append(main(client.get(reverse(name, kwargs=kwargs))))
        return seen[-1]

    sign_in(client, user)
    see("mfa_index")
    secret = re.search(r'id="authenticator_secret">([A-Z2-7]+)<', see("mfa_activate_totp"))
    assert secret is not None
    assert 'src="data:image/svg+xml;' in seen[-1]
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert list(wrong.context["form"].errors) == ["code"]
    activate(client, code_for(secret[1]))
    codes = re.findall(r"<li>([0-9a-f]+)</li>", see("mfa_view_recovery_codes"))
    assert len(codes) == 10
    assert client.get(reverse("mfa_download_recovery_codes")).content.decode().split() == codes
    see("mfa_index"), see("mfa_generate_recovery_codes"), see("mfa_deactivate_totp")
    # The next sign-in asks for it, a recovery code opens once.
    for attempt, opens in ((codes[0], True), (codes[0], False), ("000000", False)):
        client.post(reverse("account_logout"))
        cache.clear()
        client.cookies["django_language"] = language
        assert sign_in(client, user)["Location"].startswith(reverse("mfa_authenticate"))
        see("mfa_authenticate")
        answer = client.post(reverse("mfa_authenticate"), {"code": attempt})
        assert (answer.status_code == 302) == opens
        assert (client.get("/portal/").status_code == 200) == opens
    if language == "zh-hans":
        assert [found for text in seen for found in ENGLISH.findall(text)] == []


def test_an_open_page_is_no_proof_for_a_new_factor(world: World, client: Client) -> None:
    sign_in(client, world.owner)
    grow_old(client)
    for name in ("mfa_activate_totp", "mfa_add_webauthn"):
        assert client.get(reverse(name))["Location"].startswith(reverse("account_reauthenticate"))
    assert client.get(reverse("account_reauthenticate")).status_code == 200
