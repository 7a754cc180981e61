"""How the columns of a printed table share its width."""

from __future__ import annotations

import re

from brandcert.documents.printing import column_rules, print_page

HEAD = ["序号", "受理编号", "企业", "产品或服务", "状态", "办结时间"]
ROWS = [
    [
        place,
        f"JLJP-SQ-2026-{place:06d}",
        "通化某某长白山人参产业集团股份有限公司靖宇分公司" if place % 2 else "长春甲有限公司",
        "“长白山”牌林下山参（15年生）礼盒装",
        "专家评审",
        None if place % 3 else "2026-03-02 09:10",
    ]
    for place in range(1, 9)
]


def shares(css: str) -> list[float]:
    """Return what each column gets, in percent."""
    return [float(share) for share in re.findall(r"width:([\d.]+)%", css)]


def test_codes_stay_whole_and_the_rest_is_shared_by_what_stands_there() -> None:
    css = column_rules(HEAD, ROWS, room=70, gap=1)
    number, code, enterprise, product, state, day = shares(css)
    assert sum((number, code, enterprise, product, state, day)) <= 100
    assert number < state < day < code < product <= enterprise
    whole = {int(place) for place in re.findall(r"td:nth-child\((\d)\)\{white-space:nowrap", css)}
    assert whole == {1, 2, 5, 6}
    assert "font-size" not in css
    # With less room the type is smaller, and what was whole stays whole.
    smaller = column_rules(HEAD, ROWS, room=35, gap=1)
    assert "font-size" in smaller
    assert {int(place) for place in re.findall(r"td:nth-child\((\d)\)\{white-space:nowrap", smaller)} == whole
    # Where not even small codes have room, everything may be broken, and nothing runs out of its column.
    narrow = column_rules(HEAD, ROWS, room=20, gap=1)
    assert "nowrap" not in narrow
    assert "overflow-wrap:anywhere" in narrow
    # A table without rows is shared by its heads; one long word is no reason for a column wider than the page.
    assert len(shares(column_rules(HEAD, [], room=70))) == len(HEAD)
    assert max(shares(column_rules(["a", "b"], [["x" * 500, "y"]], room=50))) < 100


def test_no_code_is_broken_and_no_cell_leaves_the_page_on_paper() -> None:
    import pypdfium2

    cells = "".join(
        "<tr>" + "".join(f"<td>{'–' if one is None else one}</td>" for one in row) + "</tr>" for row in ROWS
    )
    heads = "".join(f"<th>{one}</th>" for one in HEAD)
    page = f'<html lang="zh-Hans"><head><title>x</title></head><body><table><thead><tr>{heads}</tr></thead><tbody>{cells}</tbody></table></body></html>'
    # 180 mm of 9 pt: 56.7 em.
    css = (
        "@page{size:A4;margin:15mm}body{margin:0;font-size:9pt}th,td{padding:1mm 1.4mm;font-weight:400;text-align:left}"
        "table{width:100%;border-collapse:collapse}"
    )
    css += column_rules(HEAD, ROWS, room=180 / (9 * 0.3528), gap=2.8 / (9 * 0.3528))
    text = pypdfium2.PdfDocument(print_page(page, css=css, identifier="0" * 32))[0].get_textpage()
    lines = text.get_text_bounded().splitlines()
    for place in range(1, 9):
        assert any(f"JLJP-SQ-2026-{place:06d}" in line for line in lines), lines
    assert sum("专家评审" in line for line in lines) == len(ROWS)
    edges = [text.get_charbox(place)[2] for place in range(text.count_chars())]
    assert max(edges) <= (210 - 15) / 25.4 * 72
