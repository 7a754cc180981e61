"""The pool of experts: particulars, declarations, absences, the record, and lists that come in and go out."""

from __future__ import annotations

import datetime
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from brandcert.accounts.models import User
from brandcert.core.errors import GuardFailed, Refused
from brandcert.core.models import Event
from brandcert.programs.enums import CategoryKey
from brandcert.reviews import queries, services
from brandcert.reviews.enums import AssignmentStatus
from brandcert.reviews.models import Absence, Assignment, Expert, ExpertList, Interest
from brandcert.reviews.queries import record
from tests.reviews.conftest import ReviewRoom
from tests.reviews.pages import as_user, text_of
from tests.world import CREDIT_CODES

POOL = "/manage/reviews/expert/"
FILE = "/manage/lists/listcopy/make/reviews/expert/"
DAY = datetime.timedelta(days=1)


def test_the_secretary_keeps_the_pool_at_the_desk(room: ReviewRoom) -> None:
    secretary, case = as_user(room.world.secretary), room.in_review()
    judge = room.tasks(case)[0].expert
    entered = {
        "email": "new@example.org",
        "person_name": "新专家",
        "employer": "长春大学",
        "employer_credit_code": CREDIT_CODES[2].lower(),
        "categories": ["MANUFACTURING"],
        "fields_text": "食品\n标准\n食品",
        "is_available": "on",
        "most_tasks": "2",
    }
    bad = secretary.post(f"{POOL}add/", entered | {"employer_credit_code": "123"})
    assert (bad.status_code, Expert.objects.count()) == (200, 6)
    assert secretary.post(f"{POOL}add/", entered).status_code == 302
    new = Expert.objects.select_related("user").get(user__email="new@example.org")
    assert (new.fields, new.employer_credit_code) == (["食品", "标准"], CREDIT_CODES[2])
    assert (new.user.has_usable_password(), new.user.is_staff, new.user.roles) == (False, False, frozenset())
    # The account has no appointment: he is in the pool, and drawn for nothing.
    found = {one.key: one.exclusions for one in queries.candidates(case, today=room.world.today)}
    assert "role" in found[new.pk]
    again = secretary.post(f"{POOL}add/", entered)
    assert "in the pool already" in again.content.decode()
    assert "新专家" in again.content.decode()
    # Going over to the applicant ends the task at once, and the university ties for three years more.
    page = f"{POOL}{judge.pk}/change/"
    code = case.enterprise.credit_code or ""
    change = {key: entered[key] for key in ("categories", "fields_text", "is_available")}
    for rows in ("interests", "absences", "conflicts"):
        change |= {f"{rows}-TOTAL_FORMS": "0", f"{rows}-INITIAL_FORMS": "0"}
    Expert.objects.filter(pk=judge.pk).update(employer_credit_code=CREDIT_CODES[2])
    moved = secretary.post(page, change | {"employer": "中研", "employer_credit_code": code})
    assert moved.status_code == 302, moved.content.decode()
    assert Assignment.objects.get(expert=judge).status == AssignmentStatus.REPLACED
    former = Interest.objects.get(expert=judge)
    assert (former.credit_code, former.until) == (CREDIT_CODES[2], room.world.today)
    assert former.note == "变更单位时保留的原单位"
    assert Event.objects.filter(name="reviews.expert.edit", subject_id=judge.pk).count() == 1
    assert as_user(room.world.clerk).get(page).status_code in {403, 404}
    assert "新专家" in text_of(as_user(room.world.auditor), f"{POOL}{new.pk}/change/")
    assert as_user(room.world.auditor).post(page, change).status_code == 403


def test_the_list_is_filtered_searched_and_read_in_as_many_queries_whatever_its_length(
    room: ReviewRoom,
) -> None:
    secretary, case = as_user(room.world.secretary), room.scored("0.90", "0.60", "0.70")
    first, second, third = (task.expert for task in room.tasks(case))
    free = [one for one in room.experts if one.pk not in {first.pk, second.pk, third.pk}]
    Expert.objects.filter(pk=free[0].pk).update(fields=["乳品"], is_available=False)
    Absence.objects.create(expert=free[1], since=room.world.today, until=room.world.today + DAY)
    for query, names in {
        "field=乳品": {free[0]},
        "category=SERVICES": set(),
        "standing=paused": {free[0]},
        "standing=away": {free[1]},
        "standing=free": {first, second, third, free[2]},
        f"q={free[2].user.name}": {free[2]},
    }.items():
        shown = secretary.get(f"{POOL}?{query}").context["cl"].result_list
        assert {row.pk for row in shown} == {one.pk for one in names}, query
    with CaptureQueriesContext(
        connection,
    ) as few:
        page = text_of(secretary, POOL)
    for _number in range(12):
        room.expert(fields=["乳品"])
    with CaptureQueriesContext(connection) as many:
        text_of(secretary, POOL)
    assert len(many) == len(few) < 25
    # Totals of 54, 36 and 42: the first lies 15 above the mean of the two others.
    # Three signed sheets burden nobody any more.
    Expert.objects.filter(pk=first.pk).update(most_tasks=4)
    assert "0 (at most 4 in a batch)" in text_of(secretary, POOL)
    rows = record.records([first.pk, free[0].pk], today=room.world.today)
    assert (str(rows[first.pk].distance), str(rows[first.pk].lean)) == ("15.00", "15.00")
    assert rows[free[0].pk].distance is None
    assert "15.00" in page
    assert "15.00" not in text_of(as_user(room.world.auditor), POOL)
    assert "15.00" in text_of(secretary, f"{POOL}{first.pk}/change/")
    assert "15.00" not in text_of(as_user(room.world.director), f"{POOL}{first.pk}/change/")
    Assignment.objects.filter(expert=second).update(due_on=room.world.today - DAY)
    late = record.records([second.pk], today=room.world.today)[second.pk]
    assert (late.in_time, late.late, late.locked) == (0, 1, 1)


def test_an_expert_declares_and_is_away_on_his_own_page(room: ReviewRoom) -> None:
    case = room.in_review()
    task = room.tasks(case)[0]
    client, page = as_user(task.expert.user), f"{POOL}mine/"
    assert "My entry in the pool" in text_of(client, "/manage/")
    assert task.expert.employer in text_of(client, page)
    unsure = {"act": "interest", "interest-kind": "shareholder", "interest-body": "某公司"}
    state_by_name(client, unsure)
    assert Assignment.objects.get(pk=task.pk).status == AssignmentStatus.AGREED
    Interest.objects.all().delete()
    entered = {"interest-kind": "shareholder", "interest-body": "某公司", "interest-note": "持股 2%"}
    code = {"interest-credit_code": case.enterprise.credit_code}
    assert client.post(page, {"act": "interest", **entered, **code}).status_code == 302
    assert Assignment.objects.get(pk=task.pk).status == AssignmentStatus.DECLINED
    row, other = Interest.objects.get(), room.tasks(case)[1].expert
    assert as_user(other.user).post(page, {"act": "end_interest", "row": row.pk}).status_code == 404
    assert client.post(page, {"act": "end_interest", "row": row.pk}).status_code == 302
    assert Interest.objects.get().until == room.world.today
    with pytest.raises(GuardFailed):
        services.end_interest(row, until=room.world.today, by=room.world.secretary, today=room.world.today)
    today = room.world.today
    away = {"absence-since": today.isoformat(), "absence-until": (today + 3 * DAY).isoformat()}
    assert client.post(page, {"act": "absence", **away}).status_code == 302
    again = room.accepted()
    found = {one.key: one.exclusions for one in queries.candidates(again, today=today)}
    assert "away" in found[task.expert_id]
    # Three days in a month of review keep nobody from being drawn a week before them.
    assert (
        "away"
        not in {one.key: one.exclusions for one in queries.candidates(again, today=today - 7 * DAY)}[
            task.expert_id
        ]
    )
    absence = Absence.objects.get()
    assert client.post(page, {"act": "end_absence", "row": absence.pk}).status_code == 302
    assert not Absence.objects.exists()
    refuse_wrong_days(task.expert, today)
    Absence.objects.all().delete()
    with pytest.raises(Refused):
        services.state_absence(other, since=today, until=today, by=task.expert.user)
    assert client.post(page, {"act": "drop"}).status_code == 404
    assert as_user(room.world.secretary).get(page).status_code == 403
    Expert.objects.filter(pk=other.pk).update(most_tasks=1)
    full = {one.key: one.exclusions for one in queries.candidates(again, today=today)}
    assert "full" in full[other.pk]


def state_by_name(client: Client, unsure: dict[str, str]) -> None:
    """A wrong code is refused; where nobody knows it the name ties, and the expert is told what that means."""
    page = f"{POOL}mine/"
    wrong = client.post(page, unsure | {"interest-credit_code": "91220100XNT000218X"})
    assert "某公司" in wrong.content.decode()
    assert not Interest.objects.exists()
    told = client.post(page, unsure | {"interest-body": "（无）"}, follow=True).content.decode()
    assert ("as on its licence" in told, Interest.objects.exists()) == (True, False)
    told = client.post(page, unsure, follow=True).content.decode()
    assert "by the name “某公司” alone" in told
    assert Interest.objects.get().credit_code == ""


def refuse_wrong_days(expert: Expert, today: datetime.date) -> None:
    """Days that are over, cover others or are too many are no absence."""
    own = expert.user
    services.state_absence(expert, since=today, until=today + 7 * DAY, by=own)
    for first, last in ((today, today), (today - DAY, today - DAY), (today + 9 * DAY, today + 400 * DAY)):
        with pytest.raises(GuardFailed):
            services.state_absence(expert, since=first, until=last, by=own)


LIST = """姓名,电子邮箱,职称,工作单位,统一社会信用代码,类别,专业领域,行政区划,同时评审上限
张三,zhang@example.org,教授,长春大学,{code},制造、服务,食品；标准,长春市,3
李四,li@example.org,研究员,{employer},,农特,土壤,,
王五,,工程师,长春大学,,制造,,,
赵六,zhao@example.org,,长春大学,91220100XNT000218X,制造,,火星,0
=cmd|calc,x@example.org,,长春大学,,制造,,,
张三,zhang@example.org,副教授,,,,,,
""".format(code=CREDIT_CODES[2], employer="吉林省农科院")


def _sent(room: ReviewRoom, content: bytes, name: str = "专家.csv") -> tuple[Any, ExpertList | None]:
    secretary = as_user(room.world.secretary)
    answer = secretary.post(f"{POOL}import/", {"file": SimpleUploadedFile(name, content)})
    return answer, ExpertList.objects.first()


def test_a_list_is_tried_taken_over_and_taken_again_without_a_change(room: ReviewRoom) -> None:
    from openpyxl import load_workbook

    secretary = as_user(room.world.secretary)
    answer, row = _sent(room, LIST.encode())
    assert (answer.status_code, Expert.objects.count()) == (302, 6)
    assert row is not None
    assert not User.objects.filter(email="zhang@example.org").exists()
    page = text_of(secretary, answer.url)
    for text in ("Take 3 lines over", "needs an e-mail address", "formula", "火星"):
        assert text in page
    bad = [one for one in row.trial["rows"] if one["verdict"] == "bad"]
    assert [(one["line"], one["column"]) for one in bad] == [(4, "B"), (5, "E、H、I"), (6, "A")]
    assert secretary.post(answer.url).status_code == 302
    zhang = Expert.objects.get(user__email="zhang@example.org")
    assert (zhang.title, zhang.most_tasks, zhang.fields) == ("副教授", 3, ["食品", "标准"])
    assert (zhang.categories, zhang.division) == (["MANUFACTURING", "SERVICES"], room.world.city)
    row.refresh_from_db()
    assert bytes(row.content) == b""
    assert (row.result or {})["counts"]["new"] == 2
    assert "already" in secretary.post(answer.url, follow=True).content.decode()
    # What leaves comes back as it is: formulas stay texts, addresses are covered, nothing changes.
    Expert.objects.filter(pk=zhang.pk).update(title="=1+1")
    copy = secretary.post(f"{FILE}?field=食品", {"kind": "xlsx", "purpose": "handling"})
    sheet = load_workbook(io.BytesIO(copy.content)).worksheets[0]
    cells = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=2)]
    assert (len(cells), cells[0][2], cells[0][-1]) == (2, "'=1+1", "z***@example.org")
    mark = Event.objects.get(name="lists.listcopy.make")
    assert mark.payload["number"] in str(cells[-1][0])
    Expert.objects.filter(pk=zhang.pk).update(title="副教授")
    # The order of categories says nothing, however it was stored.
    Expert.objects.filter(pk=zhang.pk).update(categories=["SERVICES", "MANUFACTURING"])
    whole = secretary.post(FILE, {"kind": "csv", "purpose": "handling"})
    _answer, again = _sent(room, whole.content)
    assert again is not None
    assert again.trial["counts"] | {"skipped": 0} == {
        "rows": 8, "new": 0, "updated": 0, "same": 8, "bad": 0, "warned": 0, "skipped": 0,
    }  # fmt: skip
    result = secretary.get(f"{POOL}import/{row.pk}/result.xlsx")
    assert load_workbook(io.BytesIO(result.content)).worksheets[0].max_row == 7
    for client, status in ((as_user(room.world.clerk), 403), (as_user(room.experts[0].user), 403)):
        assert client.get(f"{POOL}import/").status_code == status
        assert client.post(FILE, {"kind": "csv", "purpose": "handling"}).status_code == status
    refused, _row = _sent(room, b"\x00\x01", "x.pdf")
    assert refused.status_code == 200
    assert ExpertList.objects.count() == 2


def test_a_changed_line_shows_the_old_value_and_the_new_one_before_it_is_taken(room: ReviewRoom) -> None:
    from openpyxl import load_workbook

    secretary, expert = as_user(room.world.secretary), room.experts[0]
    line = f"姓名,专家编号,职称,类别\n{expert},{expert.pk},研究员,农特\n"
    _answer, changed = _sent(room, line.encode())
    assert changed is not None
    page = text_of(secretary, f"{POOL}import/{changed.pk}/")
    assert "title: 教授 → 研究员" in page
    assert f"{CategoryKey.MANUFACTURING.label} → {CategoryKey.AGRICULTURE.label}" in page
    assert (changed.trial["counts"]["updated"], changed.trial["counts"]["warned"]) == (1, 0)
    assert Expert.objects.get(pk=expert.pk).title == "教授"
    book = secretary.get(f"{POOL}import/{changed.pk}/result.xlsx").content
    cells = [
        str(cell.value) for row in load_workbook(io.BytesIO(book)).worksheets[0].iter_rows() for cell in row
    ]
    assert any("教授 → 研究员" in cell for cell in cells)


def test_r67_an_import_that_makes_a_judge_the_applicants_man_ends_his_task(room: ReviewRoom) -> None:
    case = room.in_review()
    task = room.tasks(case)[0]
    text = f"姓名,专家编号,工作单位,信用代码\n{task.expert},{task.expert_id},中研,{case.enterprise.credit_code}\n"
    _answer, row = _sent(room, text.encode())
    assert row is not None
    assert Assignment.objects.get(pk=task.pk).status == AssignmentStatus.AGREED
    services.take_list(row, by=room.world.secretary, now=room.world.now, today=room.world.today)
    assert Assignment.objects.get(pk=task.pk).status == AssignmentStatus.REPLACED
