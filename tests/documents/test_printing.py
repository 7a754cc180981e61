"""Printing: pinned fonts, nothing from outside, nothing silently dropped."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from weasyprint.urls import FatalURLFetchingError  # noqa: TID253 - a test may be slow to load

from brandcert.documents import printing
from brandcert.documents.printing import PrintingFault, UnprintableCharacters

PAGE = '<html lang="zh-Hans"><head><title>t</title></head><body>{}</body></html>'
CSS = "body{font-family:'Brandcert Kai'}"


def put(body: str, **options: object) -> bytes:
    """Print a small page."""
    return printing.print_pdf(PAGE.format(body), css=CSS, identifier="test", **options)  # type: ignore[arg-type]  # a bag of options


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/x.png",
        "http://127.0.0.1/",
        "file:///etc/passwd",
        "ftp://example.org/x",
        "data:image/png,x",
    ],
)
@pytest.mark.parametrize(
    "body", ['<img src="{}">', '<p style="background:url({})">x</p>', '<link rel=stylesheet href="{}">']
)
def test_page_that_loads_anything_stops_the_print(url: str, body: str) -> None:
    with pytest.raises(FatalURLFetchingError, match="may not load"):
        put(body.format(url))


def test_asset_folder_is_readable_and_its_parent_is_not(tmp_path: Path) -> None:
    assets = tmp_path / "assets"
    assets.mkdir()
    picture = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    )
    for folder in (assets, tmp_path):
        (folder / "mark.svg").write_text(picture)
    (assets / "link.svg").symlink_to(tmp_path / "mark.svg")
    assert put(
        f'<img alt="mark" src="{(assets / "mark.svg").as_uri()}">', asset_folders=(assets,)
    ).startswith(b"%PDF")
    for outside in (assets / ".." / "mark.svg", assets / "link.svg", assets / "absent.svg"):
        with pytest.raises(FatalURLFetchingError):
            put(f'<img alt="mark" src="file://{outside}">', asset_folders=(assets,))


def test_warning_of_the_typesetter_is_a_failure() -> None:
    with pytest.raises(PrintingFault):
        put("<p>\U000323b0</p>")


def test_missing_characters_are_named_once_and_in_order() -> None:
    assert printing.missing_characters("吉\U000323b0林\ue001\U000323b0") == ["\ue001", "\U000323b0"]
    assert printing.missing_characters("吉林 燚䶮𣗋 연변금강산식품유한회사 ·・• ABC\n") == []


def test_selectors_and_joiners_are_dropped_and_the_rest_is_composed() -> None:
    assert printing.printable("葛\U000e0100e\u0301\u200d") == "葛é"


def test_face_for_refuses_what_no_face_draws() -> None:
    with pytest.raises(UnprintableCharacters) as refusal:
        printing.face_for("吉\U000323b0", "kai")
    assert refusal.value.characters == ("\U000323b0",)


def test_standing_pack_draws_the_difficult_names_without_any_system_font() -> None:
    kai = printing.code_points(printing.pack_faces()["kai"])
    assert [c for c in "燚䶮𣗋연변금강산식품유한회사·・•〔〕〇《》（）" if ord(c) not in kai] == []


def test_start_up_check_finds_nothing_on_a_good_machine() -> None:
    assert printing.printing_problems() == []
    printing.require_printing()


def test_start_up_check_names_an_altered_font(tmp_path: Path) -> None:
    fonts = tmp_path / "fonts"
    shutil.copytree(printing.FONT_FOLDER, fonts)
    target = fonts / "BrandcertSong-Black.ttf"
    data = bytearray(target.read_bytes())
    data[len(data) // 2] ^= 1
    target.write_bytes(bytes(data))
    pinned = {entry["file"]: entry["sha256"] for entry in printing.manifest()["pack"]}
    altered = [name for name, digest in pinned.items() if not printing.is_pinned(fonts / name, digest)]
    assert altered == ["BrandcertSong-Black.ttf"]


def test_every_committed_font_is_pinned_and_licensed() -> None:
    listed = json.loads((printing.FONT_FOLDER / "manifest.json").read_text(encoding="utf-8"))["pack"]
    assert {entry["file"] for entry in listed} == {path.name for path in printing.FONT_FOLDER.glob("*.ttf")}
    assert {entry["licence"] for entry in listed} == {
        path.name for path in printing.FONT_FOLDER.glob("LICENSE-*")
    }
    assert len(printing.font_pack_hash()) == 64
