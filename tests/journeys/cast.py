"""Who walks: an enterprise that does not exist, and the staff of the demonstration."""

from stdnum.cn import uscc

_BODY = "91220100XNT800777"

OWNER = "owner@journey.example"
PASSWORD = "changbai-snow-2026"
STAFF_PASSWORD = "jilin-demo-2026"
ENTERPRISE = "长春示例高分子材料有限公司"
ENTERPRISE_EN = "Changchun Sample Polymer Materials Co., Ltd."
CREDIT_CODE = _BODY + uscc.calc_check_digit(_BODY)
DIVISION = "220100"
CITY = "长春市"
UNIT = "changchun"
UNIT_NAME = "长春市市场监督管理局"
ADDRESS = "吉林省长春市示例路1号"
ADDRESS_EN = "No. 1 Sample Road, Changchun, Jilin"
BATCH = "2026年第二批"
PRODUCT = "聚醚醚酮树脂"
PRODUCT_EN = "PEEK resin"
MODEL = "型号 770G"
TRADEMARK = "示例中研"
TRADEMARK_NUMBER = "12345678"


def staff(role: str, number: int = 1) -> str:
    """Give the address under which somebody of the staff signs in; recommenders have that of their unit."""
    return f"{role}.{UNIT}@demo.example" if role == "recommender" else f"{role}{number}@demo.example"
