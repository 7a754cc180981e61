"""How notices go out: once, under a lease, at the right hour, given up with an alarm, tried again by staff."""

from __future__ import annotations

import datetime
import email
import email.policy
import json
import os
import signal
import smtplib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from brandcert.applications.enums import Status
from brandcert.core import delivery, events
from brandcert.core.errors import Refused, SomeoneWasFaster
from brandcert.core.models import Delivery, Event
from brandcert.notifications import channels, services
from brandcert.notifications.checks import check_quiet_hours
from brandcert.notifications.models import Dispatch, Message
from brandcert.notifications.services import sending
from tests.notifications.telling import happen, queued
from tests.races import ends, race

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.world import World

DAY = datetime.timedelta(days=1)
NOON = datetime.datetime(2026, 11, 24, 12, 0, tzinfo=timezone.get_default_timezone())


@pytest.fixture(autouse=True)
def post(settings: Settings, tmp_path: Path) -> Path:
    """Let texts and letters be written into a folder of the test, and no hour be quiet."""
    settings.MEDIA_ROOT = tmp_path
    settings.SMS_FILE_PATH = str(tmp_path / "sms")
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    settings.SMS_QUIET_HOURS = ""
    return tmp_path


def with_phone(world: World) -> None:
    world.owner.phone, world.owner.phone_confirmed = "+8613800138000", True
    world.owner.save()


def break_mail(settings: Settings) -> None:
    """Point mail at a port nobody listens on."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1


def test_a_mail_goes_out_once_under_the_id_of_its_event(world: World) -> None:
    row, now = queued(world), timezone.now()
    assert services.send(row.pk, now=now)
    assert not services.send(row.pk, now=now)
    (letter,) = mail.outbox
    assert letter.to == [world.owner.email]
    assert f"event-{row.message.event_id}-{row.message_id}@" in letter.extra_headers["Message-ID"]


def test_a_letter_says_what_it_is_and_where_to_choose(world: World, settings: Settings) -> None:
    settings.REPLY_TO_EMAIL = "office@example.org"
    services.send(queued(world).pk, now=timezone.now())
    sent = email.message_from_bytes(mail.outbox[0].message().as_bytes(), policy=email.policy.default)
    assert "noreply@brandcert.invalid" in sent["From"]
    assert "吉林精品" in sent["From"]
    assert sent["Reply-To"] == "office@example.org"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["List-Unsubscribe"] == "<http://localhost:8000/portal/settings/>"
    assert sent["References"].startswith("<applications-application-")
    text, html = sent.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert "http://localhost:8000/portal/applications/" in text.get_content()
    assert 'href="http://localhost:8000/portal/applications/' in html.get_content()
    assert 'lang="zh-Hans"' in html.get_content()


def test_a_required_letter_offers_no_way_to_switch_it_off(world: World) -> None:
    row = world.application(Status.REJECTED, reason="得分未达到核查线")
    event = happen("reject_below_gate", row, world.director)
    services.send(
        Dispatch.objects.get(message__event=event, message__recipient=world.owner).pk, now=timezone.now()
    )
    (letter,) = mail.outbox
    assert "List-Unsubscribe" not in letter.extra_headers
    assert "不能关闭" in letter.body


def test_hostile_text_is_printed_literally_in_both_halves_of_the_letter(world: World) -> None:
    hostile = '<script>alert(1)</script> {reason} {{ 7|add:7 }} {% now "Y" %} {person.__class__}'
    event = happen("reject_below_gate", world.application(Status.REJECTED, reason=hostile), world.director)
    row = Dispatch.objects.get(message__event=event, message__recipient=world.owner)
    assert hostile in row.body
    services.send(row.pk, now=timezone.now())
    (letter,) = mail.outbox
    assert isinstance(letter, mail.EmailMultiAlternatives)
    html = str(letter.alternatives[0][0])
    assert hostile in letter.body
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {reason} {{ 7|add:7 }}" in html


def test_a_name_with_a_line_break_makes_no_header(world: World) -> None:
    world.enterprise.name = "参业\r\nBcc: everyone@example.org"
    world.enterprise.save()
    happen("register", world.enterprise, world.owner)
    row = Dispatch.objects.get(message__recipient=world.owner)
    mail.outbox.clear()
    Dispatch.objects.update(sent_at=None)
    assert services.send(row.pk, now=timezone.now())
    sent = email.message_from_bytes(mail.outbox[0].message().as_bytes(), policy=email.policy.default)
    assert sent["Bcc"] is None
    assert "Bcc: everyone@example.org" in sent["Subject"]


def test_a_dispatch_in_other_hands_is_left_alone_until_the_lease_is_over(world: World) -> None:
    row, now = queued(world), timezone.now()
    Dispatch.objects.filter(pk=row.pk).update(lease_until=now + datetime.timedelta(minutes=5))
    assert not services.send(row.pk, now=now)
    assert services.send(row.pk, now=now + datetime.timedelta(minutes=6))


def test_a_failing_server_is_tried_again_with_growing_pauses_and_given_up_with_one_alarm(
    world: World, settings: Settings
) -> None:
    admin, row = world.sysadmin, queued(world)
    now = timezone.now()
    break_mail(settings)
    pauses = []
    for attempt in range(1, services.MOST_ATTEMPTS + 1):
        assert not services.send(row.pk, now=now)
        row.refresh_from_db()
        assert row.attempts == attempt
        assert not services.send(row.pk, now=now)
        pauses.append((row.not_before - now).total_seconds() / 60)
        now += DAY
    assert pauses[:5] == [1, 2, 4, 8, 16]
    assert row.failed_at is not None
    assert row.error.startswith("ConnectionRefusedError")
    assert not services.send(row.pk, now=now)
    delivery.sweep()
    assert Message.objects.filter(recipient=admin, kind="staff.undelivered").count() == 1
    assert not Dispatch.objects.filter(message__kind="staff.undelivered").exists()


def test_an_alarm_that_is_unread_is_not_repeated(world: World, settings: Settings) -> None:
    admin = world.sysadmin
    for _number in range(3):
        row = queued(world)
        Dispatch.objects.filter(pk=row.pk).update(attempts=services.MOST_ATTEMPTS - 1)
        break_mail(settings)
        services.send(row.pk, now=timezone.now())
        delivery.sweep()
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert Event.objects.filter(name="notifications.dispatch.give_up").count() == 3
    assert Message.objects.filter(recipient=admin).count() == 1
    Message.objects.filter(recipient=admin).update(read_at=timezone.now())
    row = queued(world)
    Dispatch.objects.filter(pk=row.pk).update(attempts=services.MOST_ATTEMPTS - 1)
    break_mail(settings)
    services.send(row.pk, now=timezone.now())
    delivery.sweep()
    assert Message.objects.filter(recipient=admin).count() == 2


def test_an_address_that_is_refused_for_good_is_not_tried_again_and_stands_in_no_error() -> None:
    gone = smtplib.SMTPRecipientsRefused({"nobody@example.org": (550, b"nobody@example.org unknown")})
    busy = smtplib.SMTPRecipientsRefused({"nobody@example.org": (450, b"try later")})
    assert sending.is_permanent(gone)
    assert not sending.is_permanent(busy)
    assert not sending.is_permanent(ConnectionRefusedError())
    assert sending.reason_of(gone) == "SMTPRecipientsRefused 550"


def test_a_text_message_goes_to_the_number_with_a_reference_that_stays(world: World, post: Path) -> None:
    with_phone(world)
    row, now = queued(world, "sms"), timezone.now()
    assert (row.address, row.subject) == ("+8613800138000", "")
    # Queued already written by the first delivery: only what this attempt writes counts.
    for path in (post / "sms").glob("*.json"):
        path.unlink()
    assert services.send(row.pk, now=now)
    Dispatch.objects.filter(pk=row.pk).update(sent_at=None)
    assert services.send(row.pk, now=now)
    first, second = (json.loads(path.read_text("utf-8")) for path in sorted((post / "sms").glob("*.json")))
    assert first == second
    assert first["to"] == "+8613800138000"
    assert first["text"].startswith("【吉林精品】")


def test_nobody_is_texted_without_a_number_or_without_a_gateway(world: World, settings: Settings) -> None:
    happen("accept", world.application(Status.ACCEPTED), world.clerk)
    assert not Dispatch.objects.filter(channel="sms").exists()
    world.owner.phone = "+8613800138000"
    world.owner.save()
    happen("accept", world.application(Status.ACCEPTED), world.clerk)
    assert not Dispatch.objects.filter(channel="sms").exists(), "a number nobody confirmed"
    with_phone(world)
    settings.SMS_URL = ""
    happen("accept", world.application(Status.ACCEPTED), world.clerk)
    assert not Dispatch.objects.filter(channel="sms").exists()


@pytest.mark.parametrize(
    ("hours", "at", "then"),
    [
        ("21:30-08:00", "2026-11-24 21:29", "2026-11-24 21:29"),
        ("21:30-08:00", "2026-11-24 21:30", "2026-11-25 08:00"),
        ("21:30-08:00", "2026-11-25 03:00", "2026-11-25 08:00"),
        ("21:30-08:00", "2026-11-25 08:00", "2026-11-25 08:00"),
        ("12:00-14:00", "2026-11-25 13:59", "2026-11-25 14:00"),
        ("12:00-12:00", "2026-11-25 12:00", "2026-11-25 12:00"),
        ("", "2026-11-25 03:00", "2026-11-25 03:00"),
    ],
)
def test_text_messages_wait_for_the_end_of_the_quiet_hours(hours: str, at: str, then: str) -> None:
    zone = timezone.get_default_timezone()
    instant = datetime.datetime.fromisoformat(at).replace(tzinfo=zone)
    expected = datetime.datetime.fromisoformat(then).replace(tzinfo=zone)
    assert channels.after_quiet(instant, channels.quiet_hours(hours)) == expected


@pytest.mark.parametrize("wrong", ["25:00-08:00", "21:30", "night", "21:30-08:60"])
def test_quiet_hours_that_cannot_be_read_are_an_error(wrong: str) -> None:
    with pytest.raises(ValueError, match="quiet hours"):
        channels.quiet_hours(wrong)


def test_quiet_hours_that_cannot_be_read_fail_the_check_and_hold_no_message_back(
    world: World, settings: Settings
) -> None:
    assert check_quiet_hours() == []
    settings.SMS_QUIET_HOURS = "at night"
    assert [error.id for error in check_quiet_hours()] == ["brandcert.E013"]
    with_phone(world)
    assert services.send(queued(world, "sms").pk, now=NOON + 365 * DAY)


def test_a_text_message_written_at_night_leaves_in_the_morning(world: World, settings: Settings) -> None:
    with_phone(world)
    settings.SMS_QUIET_HOURS = "21:30-08:00"
    row = queued(world, "sms")
    night = NOON.replace(hour=23)
    Dispatch.objects.filter(pk=row.pk).update(not_before=night)
    assert not services.send(row.pk, now=night)
    row.refresh_from_db()
    assert (row.attempts, row.not_before) == (0, NOON.replace(day=25, hour=8))
    assert services.send(row.pk, now=NOON.replace(day=25, hour=8))


def test_the_sweep_sends_what_no_worker_was_woken_for_and_leaves_a_dead_server_alone(
    world: World, settings: Settings
) -> None:
    row = queued(world)
    services.send_waiting()
    row.refresh_from_db()
    assert row.sent_at is not None
    for _number in range(3):
        queued(world)
    Dispatch.objects.update(sent_at=None, attempts=0)
    break_mail(settings)
    services.send_waiting()
    assert Dispatch.objects.filter(attempts=1).count() == sending.MOST_IN_A_ROW


def test_what_waited_for_a_person_who_was_forgotten_goes_nowhere_and_alarms_nobody(world: World) -> None:
    row = queued(world)
    Dispatch.objects.filter(pk=row.pk).update(address="")
    assert not services.send(row.pk, now=timezone.now())
    row.refresh_from_db()
    assert row.failed_at is not None
    assert mail.outbox == []
    assert not Event.objects.filter(name="notifications.dispatch.give_up").exists()


def test_one_message_has_one_dispatch_for_each_channel(world: World) -> None:
    row = queued(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispatch.objects.create(message=row.message, channel=row.channel, address=row.address)


def test_staff_try_again_once_and_to_the_present_address(world: World) -> None:
    row = queued(world)
    Dispatch.objects.filter(pk=row.pk).update(failed_at=timezone.now(), attempts=6)
    row.refresh_from_db()
    with pytest.raises(Refused):
        services.retry(row, by=world.supervisor, now=timezone.now())
    world.owner.email = "new@example.org"
    world.owner.save()
    services.retry(row, by=world.sysadmin, now=timezone.now())
    with pytest.raises(SomeoneWasFaster):
        services.retry(row, by=world.sysadmin, now=timezone.now())
    services.send(row.pk, now=timezone.now())
    assert mail.outbox[-1].to == ["new@example.org"]
    assert Event.objects.about(row).filter(name="notifications.dispatch.retry").count() == 1


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_two_deliveries_and_eight_workers_at_once_send_one_letter_to_each(world: World) -> None:
    """The database is asked by several connections at the same instant: one message, one dispatch, one letter."""
    row = queued(world)
    with transaction.atomic():
        another = events.record("accept", world.application(Status.ACCEPTED), by=world.clerk)
    Delivery.objects.filter(event=another).delete()
    people, facts = [world.owner, world.editor], {"receipt": "1"}
    tell = partial(services.tell, another, people, notice="application.accept", facts=facts, url="/portal/")
    before = Message.objects.filter(event=another).count()
    assert sum(ends(race([tell] * 4))) == 2 - before
    assert Dispatch.objects.filter(message__event=another, channel="email").count() == 2
    mail.outbox.clear()
    outcomes = race([partial(services.send, row.pk, now=timezone.now())] * 8)
    assert sorted(ends(outcomes)) == [False] * 7 + [True]
    assert len(mail.outbox) == 1


@pytest.mark.both
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_between_sending_and_noting_repeats_that_letter_once_under_its_id(
    world: World, settings: Settings, post: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one doubt that remains, in full: two copies of one letter, which its Message-ID folds; never a third."""
    row, now = queued(world), timezone.now()
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    monkeypatch.setenv("TEST_FAULT", f"notifications.handed_over:{post / 'killed'}")
    connection.close()
    child = os.fork()
    if child == 0:
        try:
            services.send(row.pk, now=now)
        finally:
            os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    row.refresh_from_db()
    assert row.sent_at is None
    assert not services.send(row.pk, now=now)
    later = now + datetime.timedelta(seconds=settings.LEASE_SECONDS + 1)
    assert services.send(row.pk, now=later)
    assert not services.send(row.pk, now=later + DAY)
    letters = [email.message_from_bytes(path.read_bytes()) for path in (post / "mail").iterdir()]
    assert len(letters) == 2
    assert len({letter["Message-ID"] for letter in letters}) == 1
