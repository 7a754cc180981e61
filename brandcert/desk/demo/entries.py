"""Lists of entries in the demonstration: one taken over, with lines refused and a hit that blocks; one that waits for a clerk."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Final

from django.utils import timezone

from brandcert.accounts.enums import Role
from brandcert.desk.demo.cast import Cast
from brandcert.desk.demo.clock import Clock
from brandcert.desk.demo.stories import Story, happened
from brandcert.enterprises import services
from brandcert.enterprises.entries import ENTRY_COLUMNS
from brandcert.enterprises.exporting import xlsx_bytes
from brandcert.enterprises.models import IntegrityList

SAMPLING: Final = "抽查不合格"
# The register does not know it: nothing to enter.
STRANGER: Final = ("长春示例贸易有限公司", "91220100XNT0002341")


def take_lists(hit: Story, former: Story, flagged: Story, *, cast: Cast, clock: Clock) -> None:
    """The clerk takes the list of failed samples over: `hit` is held up, of `former` the entry ended years ago.

    The list of abnormal operations, with an entry of `flagged`, was only tried: somebody may take it over.
    """
    clock.go_to(2, 10)
    day = clock.today
    held, ended = hit.enterprise, former.enterprise
    rows = [
        (held.name, held.credit_code, SAMPLING, "企业", _day(day, 45), "", f"吉市监抽〔{day.year}〕17号"),
        (
            ended.name,
            ended.credit_code,
            SAMPLING,
            "企业",
            _day(day, 1500),
            _day(day, 1140),
            f"吉市监抽〔{day.year - 4}〕8号",
        ),
        # What such lists bring along: no code, a code with a slip, a list nobody keeps, a day to come, a stranger.
        (ended.name, "", SAMPLING, "企业", _day(day, 45), "", ""),
        (held.name, f"{str(held.credit_code)[:-1]}I", SAMPLING, "企业", _day(day, 45), "", ""),
        (held.name, held.credit_code, "待核实线索", "企业", _day(day, 30), "", "线索第31号"),
        (ended.name, ended.credit_code, SAMPLING, "企业", _day(day, -30), "", f"吉市监抽〔{day.year}〕21号"),
        (*STRANGER, SAMPLING, "企业", _day(day, 40), "", f"吉市监抽〔{day.year}〕19号"),
    ]
    kept = _receive(
        f"{day.year}年监督抽查不合格名单.xlsx", "吉林省市场监督管理厅产品质量监督处", rows, cast, clock
    )
    services.take_entries(kept, by=cast.one(Role.CLERK), now=timezone.now(), today=day)
    happened()
    clock.go_to(1, 9)
    listed = flagged.enterprise
    waits = [
        (
            listed.name,
            listed.credit_code,
            "经营异常名录",
            "企业",
            _day(clock.today, 6),
            "",
            f"吉市监异〔{day.year}〕112号",
        ),
        (*STRANGER, "经营异常名录", "企业", _day(clock.today, 9), "", ""),
    ]
    _receive("经营异常名录（导出）.xlsx", "国家企业信用信息公示系统", waits, cast, clock)
    happened()


def _receive(
    name: str, source: str, rows: Sequence[tuple[str | None, ...]], cast: Cast, clock: Clock
) -> IntegrityList:
    titles = [known[0] for known in ENTRY_COLUMNS.values()]
    return services.receive_entries(
        name=name,
        content=xlsx_bytes(titles, rows, title="名单"),
        source=source,
        listed_on=clock.today - datetime.timedelta(days=3),
        by=cast.one(Role.CLERK),
        now=timezone.now(),
        today=clock.today,
    )


def _day(today: datetime.date, before: int) -> str:
    return (today - datetime.timedelta(days=before)).isoformat()
