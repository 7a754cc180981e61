"""The live text of the face as HTML: which words stand where."""

from __future__ import annotations

from html import escape

from brandcert.certificates.rendering.facts import CertificateFacts
from brandcert.certificates.rendering.wording import (
    BODY_HEIGHT,
    BODY_TOP,
    BODY_WIDTH,
    LINE,
    Row,
    Step,
    balanced_margin,
    body_height,
    chinese_date,
    english_text,
    identity,
    identity_text,
    lead_text,
    line_count,
    paired,
    row_lines,
    rows,
    step_for,
    width,
)
from brandcert.documents.printing import face_for, pack_faces, printable

WIDEST_EXTRA_GAP = 1.5  # millimetres between two parts of a body that leaves room


def _style(text: str, role: str) -> str:
    """Return the declaration of another face when the text needs one, else nothing."""
    face = face_for(text, role)
    return "" if face == pack_faces()[role] else f"font-family:{face.css}"


def _span(text: str, role: str) -> str:
    """Return a text inside a line; only one that needs another face gets an element of its own."""
    style, shown = _style(text, role), escape(printable(text))
    return f'<span style="{style}">{shown}</span>' if style else shown


def _line(tag: str, names: str, text: str, role: str, lang: str = "") -> str:
    """Return one element whose whole text stands in one face."""
    spoken, style = f' lang="{lang}"' if lang else "", _style(text, role)
    face = f' style="{style}"' if style else ""
    return f'<{tag} class="{names}"{spoken}{face}>{escape(printable(text))}</{tag}>'


def _fact(row: Row, top: float, column: int) -> str:
    """Return one labelled fact in its column: two flat paragraphs, which costs half of nested ones."""
    place, style = f"top:{top:.2f}mm", _style(row.value, "kai")
    room = "gw" if row.wide else f"g{column}v"
    label = f'<p class="g l g{column}" style="{place}">{row.label} {row.label_en}</p>'
    return f'{label}<p class="g {room}" style="{place};{style}">{escape(printable(row.value))}</p>'


def _grid(facts: CertificateFacts, step: Step, top: float) -> tuple[str, float]:
    """Return the labelled facts from `top` on, and where they end."""
    parts = []
    for group in paired(rows(facts)):
        parts += [_fact(row, top, column) for column, row in enumerate(group)]
        top += max(row_lines(row, step.grid) for row in group) * step.grid * LINE["grid"]
    return "".join(parts), top


def _placed(names: str, top: float, inner: str, *, lang: str = "", margin: float = 0, style: str = "") -> str:
    """Return a paragraph of the body at a height, narrower by a margin on both sides."""
    spoken = f' lang="{lang}"' if lang else ""
    narrower = f";padding:0 {margin:.2f}mm" if margin else ""
    return f'<p class="{names}"{spoken} style="top:{top:.2f}mm{narrower};{style}">{inner}</p>'


def _identity(facts: CertificateFacts) -> str:
    """Return the identity line: labels and values one after the other."""
    return " 　".join(
        f'<span class="l">{row.label} {row.label_en}</span> {_span(row.value, "kai")}'
        for row in identity(facts)
    )


def _english(facts: CertificateFacts) -> str:
    """Return the English sentence with the product in italics."""
    before, name, after = english_text(facts)
    style = _style(name, "italic")
    italic = f'<i style="{style}">' if style else "<i>"
    return f"{escape(before)}{italic}{escape(printable(name))}</i>{_span(after, 'latin')}"


def _body(facts: CertificateFacts, step: Step) -> str:
    """Return holder, sentence, product, facts and English text, centred in the height they share."""
    spare = BODY_HEIGHT - body_height(facts, step)
    gap = step.gap + min(WIDEST_EXTRA_GAP, spare / 12)
    top = BODY_TOP + (spare - 5 * (gap - step.gap)) / 2
    parts = []
    product_width = width(facts.product, "song")
    margin = balanced_margin(facts.product, product_width, step.product)
    lead = lead_text(facts)
    holder, sentence, product = (escape(printable(text)) for text in (facts.holder, lead, facts.product))
    for names, inner, style, em, size, key in (
        ("b h", holder, _style(facts.holder, "kai"), width(facts.holder, "kai"), step.holder, "holder"),
        ("b k", _identity(facts), "", width(identity_text(facts), "kai"), step.grid, "identity"),
        ("b s", sentence, _style(lead, "kai"), width(lead, "kai") + 2, step.lead, "lead"),
        ("b p", product, _style(facts.product, "song"), product_width, step.product, "product"),
    ):
        parts.append(_placed(names, top, inner, margin=margin if key == "product" else 0, style=style))
        top += line_count(em, size, BODY_WIDTH) * size * LINE[key] + gap
    grid, top = _grid(facts, step, top)
    return "".join([*parts, grid, _placed("b e", top + gap, _english(facts), lang="en")])


def _foot(facts: CertificateFacts) -> str:
    """Return the number block beside the code, and authority and date over the seal."""
    issued = facts.issued_on.isoformat()
    listed = (
        ("证书编号", "No.", f"{facts.number}　{facts.machine_number}"),
        ("首次颁证", "First issued", facts.first_issued_on.isoformat()),
        ("本次颁证", "Issued", issued),
        ("有效期", "Valid", f"{facts.valid_from.isoformat()} — {facts.valid_to.isoformat()}"),
        ("查验", "Verify", facts.verify_url),
    )
    parts = []
    for index, (label, label_en, value) in enumerate(listed):
        names, style = ("n v u", "") if label == "查验" else ("n v", _style(value, "kai"))
        face = f' style="{style}"' if style else ""
        parts.append(f'<p class="n l r{index}">{label} {label_en}</p>')
        parts.append(f'<p class="{names} r{index}"{face}>{escape(printable(value))}</p>')
    parts.append('<p class="n w">本证书有效性以查询结果为准。</p>')
    parts.append(_line("p", "a", facts.issuing_body, "kai"))
    if facts.issuing_body_en:
        parts.append(_line("p", "a ae", facts.issuing_body_en, "latin", "en"))
    parts.append(_line("p", "a d", chinese_date(facts.issued_on), "kai"))
    return "".join(parts)


def _head(facts: CertificateFacts) -> str:
    """Return title, English title and category; a demonstration says so in words as well."""
    category = (
        f'<p class="c c-{facts.category[0].lower()}">{_span(facts.category_name, "song")} '
        f'<span class="ce" lang="en" style="{_style(facts.category_name_en, "latin")}">'
        f"{escape(printable(facts.category_name_en))}</span></p>"
    )
    demo = (
        '<p class="x">样本 SAMPLE · 演示证书，无任何效力 Demonstration only, not valid</p>'
        if facts.is_demo
        else ""
    )
    title = (
        escape(printable(facts.title))
        .replace("「", '<span class="q">「</span>')
        .replace("」", '<span class="z">」</span>')
    )
    return (
        f'<h1 class="t" style="{_style(facts.title, "song")}">{title}</h1>'
        + _line("p", "te", facts.title_en.upper(), "latin", "en")
        + category
        + demo
    )


def page_html(facts: CertificateFacts) -> str:
    """Return the whole page; user text is escaped, so it can neither mark up nor load anything."""
    step = step_for(facts)
    stamp = facts.issued_on.isoformat() + "T00:00:00Z"
    title = escape(printable(f"{facts.title} {facts.number} {facts.holder}"))
    return (
        f'<!DOCTYPE html><html lang="zh-Hans"><head><title>{title}</title>'
        f'<meta name="author" content="{escape(printable(facts.issuing_body))}">'
        f'<meta name="description" content="{escape(printable(facts.product))}">'
        f'<meta name="dcterms.created" content="{stamp}"><meta name="dcterms.modified" content="{stamp}">'
        f'</head><body class="{step.name}">{_head(facts)}{_body(facts, step)}{_foot(facts)}</body></html>'
    )
