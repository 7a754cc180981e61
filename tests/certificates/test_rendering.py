"""The face of a certificate: the same facts, the same bytes; every fact readable by people and machines."""

from __future__ import annotations

import io
import itertools
import json
import os
import re
import subprocess
import sys
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pikepdf  # noqa: TID253 - a test may be slow to load
import pytest

from brandcert.certificates import rendering
from brandcert.certificates.rendering import (
    CertificateFacts,
    FaceOverflow,
    FontPackChanged,
    InvalidFacts,
    UnprintableCharacters,
    WrongKey,
)
from brandcert.certificates.rendering.wording import chinese_date, step_for
from brandcert.documents import printing
from brandcert.documents.signing import load_file_signer, make_demo_key, verify_signature

ROOT = Path(__file__).parents[2]
RARE = "燚䶮𣗋"
HANGUL = "연변금강산식품유한회사"
DOTS = "·・•"


def text_of(pdf: bytes, *options: str) -> str:
    """Return the text of the page as a reader copies it, without the white space of the layout."""
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(done.stdout.decode().split())


def squeezed(text: str) -> str:
    """Return a text without white space."""
    return "".join(text.split())


def code_on(pdf: bytes, folder: Path, dpi: int) -> str:
    """Return what a scanner reads from the printed page."""
    source = folder / "page.pdf"
    source.write_bytes(pdf)
    subprocess.run(["pdftoppm", "-r", str(dpi), "-png", "-singlefile", source, folder / "page"], check=True)
    read = subprocess.run(["zbarimg", "-q", "--raw", folder / "page.png"], capture_output=True, check=True)
    return read.stdout.decode().strip()


@pytest.fixture(scope="module")
def printed(facts: CertificateFacts) -> bytes:
    """The certificate of the fixture."""
    return rendering.render(facts)


def test_same_facts_give_the_same_bytes(facts: CertificateFacts, printed: bytes) -> None:
    assert rendering.render(replace(facts)) == printed


def test_another_process_with_another_hash_seed_gives_the_same_bytes(
    face: dict[str, Any], printed: bytes
) -> None:
    program = (
        "import datetime, sys; from brandcert.certificates import rendering as r;"
        f"sys.stdout.buffer.write(r.render(r.CertificateFacts(**{face!r})))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "77", "TZ": "America/New_York"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    assert done.stdout == printed


def test_every_printed_fact_changes_the_file(facts: CertificateFacts, printed: bytes) -> None:
    assert rendering.render(replace(facts, decision_number="吉品牌〔2026〕4号")) != printed
    assert rendering.render(replace(facts, credential={"number": "other"})) != printed


def test_every_fact_of_the_face_is_in_the_text(facts: CertificateFacts, printed: bytes) -> None:
    text = text_of(printed, "-raw")
    skipped = {"category", "is_service", "is_demo", "credential", "font_pack_hash", "title_en"}
    expected = {
        field.name: getattr(facts, field.name) for field in fields(facts) if field.name not in skipped
    }
    expected["title_en"] = facts.title_en.upper()
    expected["issued in Chinese"] = chinese_date(facts.issued_on)
    expected["whose word counts"] = "有效性以查询结果为准"
    absent = {
        name
        for name, value in expected.items()
        if squeezed(value.isoformat() if isinstance(value, date) else value) not in text
    }
    assert absent == set()


@pytest.mark.parametrize("dpi", [110, 200])
def test_scanner_reads_exactly_the_query_address(
    facts: CertificateFacts, printed: bytes, tmp_path: Path, dpi: int
) -> None:
    assert code_on(printed, tmp_path, dpi) == f"{facts.verify_url}"


def test_scanner_reads_the_code_of_a_sample_although_the_mark_crosses_the_page(
    facts: CertificateFacts, tmp_path: Path
) -> None:
    assert code_on(rendering.render(replace(facts, is_demo=True)), tmp_path, 150) == facts.verify_url


def test_page_is_one_a4_landscape(printed: bytes) -> None:
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        assert [[round(float(edge), 1) for edge in page.mediabox] for page in pdf.pages] == [
            [0, 0, 841.9, 595.3]
        ]


def test_fonts_are_embedded_subsets_of_the_pack(printed: bytes, tmp_path: Path) -> None:
    target = tmp_path / "page.pdf"
    target.write_bytes(printed)
    listed = subprocess.run(
        ["pdffonts", target], capture_output=True, check=True, text=True
    ).stdout.splitlines()[2:]
    names = sorted(line.split()[0].split("+")[1] for line in listed)
    assert names == ["Brandcert-Garamond", "Brandcert-Garamond-Italic", "Brandcert-Kai", "Brandcert-Song"]
    assert {tuple(line.split()[-5:-2]) for line in listed} == {("yes", "yes", "yes")}


def test_fallback_is_a_chinese_face_and_never_a_japanese_one(facts: CertificateFacts, tmp_path: Path) -> None:
    target = tmp_path / "page.pdf"
    target.write_bytes(rendering.render(replace(facts, product="𱁬记大米", holder="吉林㐂品有限公司")))
    listed = subprocess.run(["pdffonts", target], capture_output=True, check=True, text=True).stdout
    assert "Noto-Serif-CJK-SC" in listed
    assert "LXGW-WenKai" in listed
    assert "JP" not in [part for line in listed.splitlines() for part in line.split()[0].split("-")]


def test_file_claims_archive_and_accessibility_standards(printed: bytes) -> None:
    with pikepdf.open(io.BytesIO(printed)) as pdf, pdf.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["pdfuaid:part"] == "1"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.Root.Lang) == "zh-Hans"
        assert str(pdf.Root.OutputIntents[0].S) == "/GTS_PDFA1"
        assert "/StructTreeRoot" in pdf.Root


def test_text_is_tagged_and_the_art_is_an_artifact(printed: bytes) -> None:
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        listed = pikepdf.parse_content_stream(pdf.pages[0])
        operators = [(str(one.operator), [str(operand) for operand in one.operands]) for one in listed]
    depth = 0
    for operator, operands in operators:
        if operator in {"BMC", "BDC"}:
            depth += 1
        if operator == "EMC":
            depth -= 1
        if operator in {"Tj", "TJ", "Do", "f"}:
            assert depth > 0, f"{operator} {operands} stands outside the marked content"
    assert operators[0] == ("BMC", ["/Artifact"])


def test_credential_is_attached_as_canonical_json(facts: CertificateFacts, printed: bytes) -> None:
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        attached = pdf.attachments["credential.json"].get_file().read_bytes()
        (associated,) = pdf.Root.AF
        assert str(associated.AFRelationship) == "/Data"
    assert json.loads(attached) == dict(facts.credential)
    assert attached.decode() == facts.credential_json()


def test_dates_of_the_file_are_those_of_the_issue(printed: bytes) -> None:
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        assert str(pdf.docinfo["/CreationDate"]) == str(pdf.docinfo["/ModDate"]) == "D:20261123000000Z"


@pytest.mark.parametrize("name", [RARE, HANGUL, f"阿布{DOTS}都", "吉林省𱁬记食品有限公司", "㐂品𠀋大米"])
def test_rare_names_are_printed(facts: CertificateFacts, name: str) -> None:
    varied = replace(facts, holder=name, product=name, holder_en="")
    assert rendering.missing_characters(varied) == []
    assert text_of(rendering.render(varied), "-raw").count(name) >= 2


def test_name_with_a_rare_character_stands_whole_in_one_face() -> None:
    assert printing.face_for("吉林燚品", "song").families == ("Brandcert Kai",)
    assert printing.face_for("吉林精品", "song").families == ("Brandcert Song",)
    assert printing.face_for("吉林𱁬记", "song").families == ("Noto Serif CJK SC",)


@pytest.mark.parametrize(
    "field", ["holder", "product", "address", "issuing_body", "verify_url", "category_name_en"]
)
def test_character_without_glyph_is_refused_by_name(facts: CertificateFacts, field: str) -> None:
    varied = replace(facts, **{field: getattr(facts, field) + "\U000323b0\ue000"})
    assert rendering.missing_characters(varied) == ["\ue000", "\U000323b0"]
    with pytest.raises(UnprintableCharacters) as refusal:
        rendering.lint(replace(varied, brand="红\U000323b0旗"))
    assert refusal.value.characters == ("\ue000", "\U000323b0")
    assert "U+323B0" in str(refusal.value)


def test_unchecked_missing_glyph_stops_the_print_instead_of_leaving_a_box(facts: CertificateFacts) -> None:
    with pytest.raises(printing.PrintingFault, match="notdef"):
        printing.print_pdf('<html lang="zh"><p>\U000323b0</p></html>', css="p{margin:0}", identifier="0")


def test_markup_in_a_name_is_printed_and_not_obeyed(facts: CertificateFacts) -> None:
    name = '<img src="file:///etc/passwd">&copy;'
    assert squeezed(name) in text_of(rendering.render(replace(facts, holder=name)), "-raw")


def test_sample_is_marked_in_words_and_in_its_seal(facts: CertificateFacts, printed: bytes) -> None:
    sample = rendering.render(replace(facts, is_demo=True))
    assert "样本SAMPLE" in text_of(sample, "-raw")
    assert "SAMPLE" not in text_of(printed, "-raw")

    def layers(data: bytes) -> dict[str, bytes]:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            return {name: form.read_bytes() for name, form in pdf.pages[0].Resources.XObject.items()}

    marked, plain = layers(sample), layers(printed)
    assert set(marked) - set(plain) == {"/BcSample"}
    assert marked["/BcSeal"] != plain["/BcSeal"]
    assert marked["/BcArt"] == plain["/BcArt"]


def test_categories_have_their_own_art(face: dict[str, Any]) -> None:
    pictures = set()
    for category in rendering.CATEGORIES:
        with pikepdf.open(
            io.BytesIO(rendering.render(CertificateFacts(**{**face, "category": category})))
        ) as pdf:
            pictures.add(pdf.pages[0].Resources.XObject.BcArt.read_bytes())
    assert len(pictures) == 3


@pytest.mark.parametrize(("length", "step"), [(10, "f0"), (40, "f1"), (110, "f2")])
def test_long_names_are_set_in_three_sizes(facts: CertificateFacts, length: int, step: str) -> None:
    varied = replace(facts, holder="长" * length, product="品" * (length // 2), address="址" * length)
    assert step_for(varied).name == step
    assert "长" * length in text_of(rendering.render(varied), "-raw")


def boxes_of(pdf: bytes) -> list[tuple[str, tuple[float, float, float, float]]]:
    """Return the words of the page with their boxes: left, top, right, bottom."""
    done = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    found = re.findall(
        r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>',
        done.stdout.decode(),
    )
    return [
        (word, (float(left), float(top), float(right), float(bottom)))
        for left, top, right, bottom, word in found
    ]


@pytest.mark.parametrize("length", [8, 24, 27, 40, 64, 90])
def test_no_text_runs_into_another_or_over_the_frame(facts: CertificateFacts, length: int) -> None:
    varied = replace(
        facts,
        holder=("长白山特色（集团）" * 20)[:length],
        holder_en="Changbai Mountain Speciality " * (length // 20),
        product=("人参、鹿茸系列" * 20)[: length // 2 + 2],
        address=("白山街12号" * 20)[:length],
        model_or_scope=("A-1型、500 mL×2瓶" * 20)[:length],
        basis=("DB22/T 0001—2026《通则》、" * 20)[:length],
        mode="专家评审＋现场核查＋神秘顾客暗访" if length > 30 else facts.mode,
    )
    boxes = boxes_of(rendering.render(varied))
    collisions = [
        (first, second)
        for (first, a), (second, b) in itertools.combinations(boxes, 2)
        if min(a[2], b[2]) - max(a[0], b[0]) > 1
        and min(a[3], b[3]) - max(a[1], b[1]) > 0.45 * min(a[3] - a[1], b[3] - b[1])
    ]
    assert collisions == []
    assert [
        word for word, (x, y, right, bottom) in boxes if x < 52 or y < 52 or right > 790 or bottom > 544
    ] == []


def test_text_that_does_not_fit_is_refused_before_a_number_is_used(facts: CertificateFacts) -> None:
    with pytest.raises(FaceOverflow):
        rendering.lint(replace(facts, holder="长" * 400))
    with pytest.raises(FaceOverflow, match="issuing_body"):
        rendering.lint(replace(facts, issuing_body="省" * 30))


def test_facts_made_for_other_fonts_are_refused(facts: CertificateFacts) -> None:
    rendering.lint(replace(facts, font_pack_hash=printing.font_pack_hash()))
    with pytest.raises(FontPackChanged):
        rendering.lint(replace(facts, font_pack_hash="0" * 64))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("holder", " "),
        ("category", "OTHER"),
        ("valid_to", date(2026, 11, 19)),
        ("issued_on", date(2026, 11, 20)),
    ],
)
def test_contradictory_facts_are_refused(face: dict[str, Any], field: str, value: object) -> None:
    with pytest.raises(InvalidFacts):
        CertificateFacts(**{**face, field: value})


def test_chinese_dates() -> None:
    assert chinese_date(date(2026, 11, 23)) == "二〇二六年十一月二十三日"
    assert chinese_date(date(2030, 10, 10)) == "二〇三〇年十月十日"
    assert chinese_date(date(2031, 1, 30)) == "二〇三一年一月三十日"


def test_rendering_loads_no_slow_library_until_it_prints() -> None:
    program = (
        "import sys, brandcert.certificates.rendering;"
        "print([name for name in ('weasyprint', 'pyhanko', 'pikepdf', 'fontTools', 'segno', 'django.db')"
        " if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == "[]"


def test_signing_in_one_pass_gives_the_same_bytes_again(facts: CertificateFacts, tmp_path: Path) -> None:
    now = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    signer = load_file_signer(make_demo_key(tmp_path, now=now))
    sample = replace(facts, is_demo=True)
    signed = rendering.render_signed(sample, signer, signed_at=now)
    assert rendering.render_signed(sample, signer, signed_at=now) == signed
    assert rendering.render_signed(sample, signer, signed_at=now.replace(minute=1)) != signed
    assert verify_signature(signed, signer.certificates, at=now).is_genuine
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        # PDF/A-3 forbids the digest keys in the reference of a certifying signature
        assert sorted(pdf.Root.Perms.DocMDP.Reference[0].keys()) == [
            "/TransformMethod",
            "/TransformParams",
            "/Type",
        ]
    with pytest.raises(WrongKey):
        rendering.render_signed(facts, signer, signed_at=now)


def test_a_signature_added_later_is_genuine_too(
    facts: CertificateFacts, printed: bytes, tmp_path: Path
) -> None:
    now = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    signer = load_file_signer(make_demo_key(tmp_path, now=now))
    signed = rendering.sign(printed, signer, signed_at=now)
    assert signed.startswith(printed)
    assert verify_signature(signed, signer.certificates, at=now).is_genuine
