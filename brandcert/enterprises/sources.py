"""Where integrity is looked up: the lists, who keeps them, and how an entry ends."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from brandcert.enterprises.enums import IntegrityKind

Kind = IntegrityKind


@dataclass(frozen=True, slots=True)
class Source:
    """A place where entries are published, with the lists it keeps and its address for people."""

    key: str
    name: str
    kinds: tuple[IntegrityKind, ...]
    url: str = ""


# Names of public bodies and their systems stay in Chinese: an official looks for them by these names.
SOURCES: Final = (
    Source("gsxt", "国家企业信用信息公示系统", (Kind.ABNORMAL, Kind.DISHONEST), "https://www.gsxt.gov.cn/"),
    Source("creditchina", "信用中国", (Kind.DISHONEST, Kind.DEFAULTER), "https://www.creditchina.gov.cn/"),
    Source("zxgk", "中国执行信息公开网", (Kind.DEFAULTER,), "https://zxgk.court.gov.cn/"),
    Source("sampling", "市场监管部门抽查检验结果公告", (Kind.SAMPLING,), "https://www.samr.gov.cn/"),
    Source("safety", "应急管理、生态环境、卫生健康部门公告", (Kind.ACCIDENT,), "https://www.mem.gov.cn/"),
    Source("complaints", "全国12315平台", (Kind.COMPLAINT,), "https://www.12315.cn/"),
    Source("recalls", "境外产品召回通报", (Kind.RECALL,), "https://www.recall.org.cn/"),
    Source("own", "本计划限制申报登记", (Kind.BAR,)),
)
BY_KEY: Final = {source.key: source for source in SOURCES}

_KEEPER: Final = _(
    "It ends when the body that keeps the list removes the entry; the enterprise applies for that there. A clerk then enters the removal with its proof."
)
_TERM: Final = _(
    "It ends with its term. If the finding is revoked, a clerk enters the revocation with its proof."
)
ENDS_BY: Final[dict[str, Promise]] = {
    Kind.ABNORMAL: _KEEPER,
    Kind.DISHONEST: _KEEPER,
    Kind.DEFAULTER: _KEEPER,
    Kind.ACCIDENT: _TERM,
    Kind.SAMPLING: _TERM,
    Kind.COMPLAINT: _TERM,
    Kind.RECALL: _TERM,
    Kind.BAR: _("It ends on its last day. The director alone lifts it before, when its ground was quashed."),
}


def name_of(key: str) -> str:
    """Return the name of a source; a key nobody knows any more stands for itself."""
    return BY_KEY[key].name if key in BY_KEY else key


def kinds_of(key: str) -> tuple[IntegrityKind, ...]:
    """Return the lists a source keeps."""
    return BY_KEY[key].kinds if key in BY_KEY else ()
