"""Column titles under which lists of titles of earlier years give what we know."""

from collections.abc import Mapping
from typing import Final

from brandcert.enterprises.columns import ENTERPRISE_COLUMNS

TITLE_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "number": (
        "证书编号",
        "number",
        "编号",
        "证书号",
        "证书号码",
        "证书序号",
        "certificate number",
    ),
    "title": ("称号", "title", "称号名称", "荣誉名称", "证书名称", "认定名称", "name of the title"),
    "name": ENTERPRISE_COLUMNS["name"],
    "credit_code": ENTERPRISE_COLUMNS["credit_code"],
    "category": ENTERPRISE_COLUMNS["category"],
    "product": ENTERPRISE_COLUMNS["product"],
    "brand": ENTERPRISE_COLUMNS["brand"],
    "division_code": ENTERPRISE_COLUMNS["division_code"],
    "division_name": ENTERPRISE_COLUMNS["division_name"],
    "awarded_by": ("颁发单位", "awarded_by", "发证单位", "发证机关", "认定单位", "颁发机关", "issuing body"),
    "decision_number": ("认定文号", "decision_number", "文号", "批准文号", "公告文号", "decision number"),
    "awarded_on": ("颁发日期", "awarded_on", "发证日期", "认定日期", "批准日期", "awarded on"),
    "valid_from": ("有效期起", "valid_from", "有效期自", "起始日期", "有效期开始", "valid from"),
    "valid_to": ("有效期止", "valid_to", "有效期至", "截止日期", "有效期截止", "到期日期", "valid to"),
    "ended_on": ("终止日期", "ended_on", "撤销日期", "注销日期", "ended on"),
    "ended_as": ("终止方式", "ended_as", "终止类型", "终止原因", "ended as"),
}
# What an end is called in a list.
END_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "revoked": ("撤销", "已撤销", "取消", "revoked"),
    "cancelled": ("注销", "已注销", "自愿放弃", "cancelled"),
}
