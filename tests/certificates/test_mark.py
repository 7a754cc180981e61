"""The mark: the same bytes every time, nothing to load, every form and category, a code that scans."""

from __future__ import annotations

import datetime
import io
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from brandcert.certificates.rendering import mark
from brandcert.certificates.rendering.seal import _glyph

URL = "https://brandcert.example.org/v/7K3MZQ4T9XWB2N5HRCJ8D6FAYE/"
CATEGORIES = {
    "MANUFACTURING": ("吉林制造", "Jilin Manufacturing"),
    "AGRICULTURE": ("吉林农特", "Jilin Agricultural Specialities"),
    "SERVICES": ("吉林服务", "Jilin Services"),
}


def facts(category: str = "MANUFACTURING", *, is_demo: bool = False) -> mark.MarkFacts:
    name, english = CATEGORIES[category]
    return mark.MarkFacts(
        name="吉林精品",
        name_en="Jilin Premium",
        category=category,
        category_name=name,
        category_name_en=english,
        number="吉精品（制）〔2026〕0001号",
        valid_to=datetime.date(2029, 11, 19),
        verify_url=URL,
        is_demo=is_demo,
    )


@pytest.mark.parametrize("category", CATEGORIES)
@pytest.mark.parametrize("tone", mark.TONES)
@pytest.mark.parametrize("form", mark.FORMS)
def test_an_svg_is_outlines_alone_and_the_same_every_time(form: str, tone: str, category: str) -> None:
    first = mark.mark_svg(facts(category), form=form, tone=tone)
    mark._drawn.cache_clear()
    assert mark.mark_svg(facts(category), form=form, tone=tone) == first
    tree = ET.fromstring(first)  # noqa: S314 - our own drawing
    assert {element.tag.rpartition("}")[2] for element in tree.iter()} == {"svg", "title", "path"}
    assert re.findall(rb'(?:href|src|url\(|style|font|on\w+)="?', first) == []
    assert len(first) < 200_000


@pytest.mark.parametrize("tone", mark.TONES)
@pytest.mark.parametrize("form", mark.FORMS)
def test_the_code_scans_also_on_a_sample_and_the_corners_are_clear(
    form: str, tone: str, tmp_path: Path
) -> None:
    pixels = mark.SIZES[form][1]
    painted = mark.mark_png(facts(is_demo=True), form=form, tone=tone, pixels=pixels)
    picture = Image.open(io.BytesIO(painted))
    width, height = mark.FORMS[form]
    assert picture.size == (pixels, round(pixels * height / width))
    assert picture.mode == "RGBA"
    assert picture.getpixel((1, 1))[3] == 0  # type: ignore[index] # four channels
    file = tmp_path / "mark.png"
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture)
    ground.save(file)
    scanned = subprocess.run(
        ["zbarimg", "--quiet", "--raw", file], capture_output=True, text=True, check=False, timeout=60
    )
    assert scanned.stdout.strip() == URL


def test_categories_tones_and_numbers_look_different() -> None:
    drawn = {
        mark.mark_svg(facts(category), form=form, tone=tone)
        for category in CATEGORIES
        for form in mark.FORMS
        for tone in mark.TONES
    }
    assert len(drawn) == 12
    assert mark.mark_svg(facts(is_demo=True), form="label", tone="light") not in drawn


def test_windows_that_ask_at_the_same_moment_get_the_same_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page shows four drawings, a browser asks for all of them at once, and the fonts are not open yet."""
    wanted = [(form, tone) for form in mark.FORMS for tone in mark.TONES]
    alone = [mark.mark_svg(facts(), form=form, tone=tone) for form, tone in wanted]
    opened: list[TTFont] = []

    @cache
    def font(path: str, index: int) -> TTFont:
        opened.append(TTFont(path, fontNumber=index, lazy=True))
        return opened[-1]

    monkeypatch.setattr(sys.modules[_glyph.__module__], "_font", font)
    mark._drawn.cache_clear()
    _glyph.cache_clear()
    with ThreadPoolExecutor(len(wanted)) as windows:
        drawn = list(windows.map(lambda one: mark.mark_svg(facts(), form=one[0], tone=one[1]), wanted))
    for one in opened:
        one.close()
    assert drawn == alone
