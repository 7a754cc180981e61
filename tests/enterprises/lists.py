"""A list of enterprises in a few words, for the tests of the import."""

from collections.abc import Callable
from typing import TypeAlias

from brandcert.enterprises.services import ImportResult

TITLES = ["企业名称", "统一社会信用代码", "类别", "产品名称", "品牌", "行政区划代码"]
CODES = ("91220100XNT000218B", "91220200XNT000226B", "91220100XNT0002341", "93222403XNT000365A")
NAME = "吉林碳谷碳纤维股份有限公司"
Take: TypeAlias = Callable[..., ImportResult]


def row(
    name: str = NAME,
    code: str = CODES[1],
    category: str = "制造",
    product: str = "",
    brand: str = "",
    division: str = "220200",
) -> list[str]:
    """Write a good row, but for what is given."""
    return [name, code, category, product, brand, division]


def said(result: ImportResult) -> list[tuple[int, str, str, str]]:
    """Line, verdict, columns and reasons of each row."""
    return [(one.line, one.verdict.value, one.columns, one.reasons) for one in result.rows]


def verdicts(result: ImportResult) -> list[str]:
    """The verdict of each row."""
    return [one.verdict.value for one in result.rows]
