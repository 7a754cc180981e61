"""Column titles under which lists of enterprises give what we know; every other column is kept as a note."""

import unicodedata
from collections.abc import Mapping

from django.utils.translation import get_language

ENTERPRISE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "企业名称",
        "enterprise_name",
        "单位名称",
        "申报企业",
        "申报企业名称",
        "申报单位",
        "申报单位名称",
        "申请企业",
        "申请单位",
        "申请人名称",
        "公司名称",
        "企业全称",
        "企业名",
        "企業名稱",
        "名称",
        "全称",
        "申报主体",
        "申报主体名称",
        "生产企业",
        "生产企业名称",
        "企业",
        "主体名称",
        "机构名称",
        "获证企业",
        "联合体名称",
        "enterprise",
        "company",
        "company name",
        "organization",
        "organization name",
    ),
    "credit_code": (
        "统一社会信用代码",
        "credit_code",
        "社会信用代码",
        "統一社會信用代碼",
        "统一信用代码",
        "信用代码",
        "统一代码",
        "统一社会信用代码证号",
        "企业代码",
        "企业信用代码",
        "企业统一社会信用代码",
        "单位统一社会信用代码",
        "营业执照号",
        "营业执照注册号",
        "uscc",
        "usci",
        "unified social credit code",
        "social credit code",
    ),
    "category": (
        "类别",
        "category",
        "品牌类别",
        "申报类别",
        "认定类别",
        "所属类别",
        "类别名称",
        "申报类型",
    ),
    "product": (
        "产品名称",
        "product",
        "产品",
        "申报产品",
        "產品名稱",
        "申报产品名称",
        "产品服务名称",
        "产品或服务名称",
        "产品和服务名称",
        "产品/服务",
        "产品或服务",
        "服务名称",
        "服务项目",
        "主导产品",
        "主要产品",
        "认定产品",
        "product name",
        "product or service",
    ),
    "brand": (
        "品牌",
        "brand",
        "品牌名称",
        "商标",
        "商标名称",
        "注册商标",
        "品牌商标",
        "品牌（商标）",
        "brand name",
        "trademark",
    ),
    "division_code": (
        "行政区划代码",
        "division_code",
        "区划代码",
        "行政区代码",
        "行政区划编码",
        "行政区划码",
        "区划编码",
        "地区代码",
        "所在地代码",
        "division",
        "region code",
        "area code",
    ),
    "division_name": (
        "行政区划",
        "division_name",
        "所在地",
        "所在地区",
        "所属地区",
        "地区",
        "区县",
        "县区",
        "县市区",
        "县（市、区）",
        "所在县市区",
        "市州",
        "市（州）",
        "所属市州",
        "region",
    ),
    "trademark_number": (
        "商标注册号",
        "trademark_number",
        "注册商标号",
        "商标号",
        "商标注册证号",
        "registration number",
    ),
    "address": (
        "地址",
        "address",
        "企业地址",
        "住所",
        "注册地址",
        "生产地址",
        "通讯地址",
        "单位地址",
        "详细地址",
    ),
    "name_en": ("英文名称", "name_en", "企业英文名称", "英文名", "english name"),
    "name_local": (
        "民族文字名称",
        "name_local",
        "朝鲜文名称",
        "韩文名称",
        "朝文名称",
        "其他文字名称",
        "korean name",
        "local name",
    ),
    "size_class": ("企业规模", "size_class", "规模", "规模类型", "企业规模类型", "size"),
    "industry_code": ("行业代码", "industry_code", "国民经济行业代码", "行业分类代码", "industry code"),
    "established_on": (
        "成立日期",
        "established_on",
        "成立时间",
        "注册日期",
        "注册时间",
        "登记日期",
        "established",
        "founded on",
    ),
}
# The programme's categories come later than enterprises; a test holds the two lists together.
CATEGORY_NAMES: Mapping[str, tuple[str, ...]] = {
    "MANUFACTURING": (
        "制造",
        "吉林制造",
        "制造类",
        "制造业",
        "工业制造",
        "manufacturing",
        "jilin manufacturing",
    ),
    "AGRICULTURE": (
        "农特",
        "吉林农特",
        "农特类",
        "农特产品",
        "农业",
        "农业特产",
        "agriculture",
        "agricultural specialities",
        "jilin agricultural specialities",
    ),
    "SERVICES": ("服务", "吉林服务", "服务类", "服务业", "service", "services", "jilin services"),
}
_ORDINALS = {"序号", "编号", "行号", "no", "nr", "index", "#", "number"}
_REMARKS = {"备注", "说明", "附注", "note", "notes", "remark", "remarks"}
# Personal data is never taken over by the way, in notes least of all.
_PERSONAL = (
    "联系人",
    "联系电话",
    "电话",
    "手机",
    "身份证",
    "邮箱",
    "电子邮件",
    "法定代表人",
    "法人",
    "负责人",
    "经办人",
    "微信",
    "contact",
    "phone",
    "mobile",
    "mail",
    "legal representative",
    "id number",
)


def is_personal(title: str) -> bool:
    """Whether a column title announces personal data."""
    plain = unicodedata.normalize("NFKC", title).casefold()
    return any(word in plain for word in _PERSONAL)


def is_ordinal(title: str) -> bool:
    """Whether a column only counts the rows."""
    return unicodedata.normalize("NFKC", title).casefold().strip(" .") in _ORDINALS


def is_remark(title: str) -> bool:
    """Whether a column holds free remarks, which need no title before them."""
    return unicodedata.normalize("NFKC", title).casefold().strip() in _REMARKS


def known_categories() -> str:
    """Return what the categories are called in a list, in the reader's language."""
    if (get_language() or "").startswith("zh"):
        return "、".join(names[0] for names in CATEGORY_NAMES.values())
    return ", ".join(next(one for one in names if one.isascii()) for names in CATEGORY_NAMES.values())
