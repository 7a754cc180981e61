"""Cut the standing font pack of printed documents from its upstream fonts.

Run once when a face or its repertoire changes; the result is committed, because a
certificate reprinted in five years must use the very same outlines:

    python script/build_fonts.py NotoSerifSC_900Black.ttf EBGaramond_400Regular.ttf \
        EBGaramond_400Regular_Italic.ttf

The Kai face comes from the Debian package fonts-lxgw-wenkai. The three arguments are
members of the npm packages @expo-google-fonts/noto-serif-sc and
@expo-google-fonts/eb-garamond. The faces are renamed, as their licences ask of
changed fonts with reserved names.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

DATA = Path(__file__).parents[1] / "brandcert" / "documents" / "data" / "fonts"
WENKAI = Path("/usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf")

LATIN = set(range(0x20, 0x7F)) | set(range(0xA0, 0x250)) | set(range(0x1E00, 0x1F00))
PUNCTUATION = (
    set(range(0x2010, 0x2040))
    | set(range(0x3000, 0x3040))
    | set(range(0xFF00, 0xFFEF))
    | {0x20AC, 0x2116, 0x2122, 0x2212, 0xD7, 0x30FB, 0x33A1}
)
# Characters of names and places that GB2312 lacks but registers hold; all are in the Kai face.
RARE = (
    "燚䶮𣗋𠅤㛃㙓𫖮𬀩𬬻𬭎镕喆堃犇淼焱垚骉羴翀昇湉玥瑀珺珅玘玚琀琎琰琲瑄瑗瑢璟璠璟瓒甯畇皛皞眭睿砚碶祎祚禤稑竑竣笕筠"
    "粼絜綦縠翊翙翚翛翯耑聿舸芃芊苒茜荑荞莙菀菡萩葳蒨蓁蔺薏蘅虓蜎衎袆谞贇赟跣軎轫郃郗郛鄩鄘酆鋆錡鍠鎏鑫钇钊钘钜铖"
    "铠铤锜锴镡镠闫闿隽霈霏靓颋颙飏馠骐骙骜骥鲲鹓麟麴龑龢祐堯淏潞炘炜烜焜煊煜熠熹燊珩琛祺禛迪邨亘伃俣倓偲儁冮凃劼勍"
    "卲厍叆呣咺哿啰喦噶囧囫埇埗埜堉塬夬姞娅婳媞嫄孖宬尪岍岙岢峤峣崟嵎嵚嶓庥廙弢彧徕忞怿恺惇慜扆抃拃挹揆擘攽旸旻旿昉昕昡"
    "昳晅晞晢晫晳暅暐暕曈曌杻枞柷栐桄桢梃梽棨棫榃榑楒槃樾橦檑欤殳汧汭沄沨泖洣洨洺浠浡浬涴淯渟渼湑湜湝溇滃滍滢漈漷潆潏"
    "澍澴瀌瀍炅炟烨烺焌焘焯煐煳熜熳燏爔牼犟猃玎玙玟玹珂珝珽琚琤琯瑆瑭瑱璇璐璘璩璪瓘"
)


def encoded(encoding: str, first: range) -> set[int]:
    """Return the code points of the two-byte rows `first` of an encoding."""
    found = set()
    for lead in first:
        for trail in range(0xA1, 0xFF):
            try:
                found.add(ord(bytes([lead, trail]).decode(encoding)))
            except UnicodeDecodeError:
                continue
    return found


def cut(source: Path, family: str, style: str, codepoints: set[int], target: str) -> None:
    """Write the part of `source` that draws `codepoints` under a new family name."""
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["kern", "liga", "locl", "mark", "mkmk", "ccmp"]
    options.name_IDs = [0, 7, 13, 14]
    options.notdef_outline = True
    options.glyph_names = False
    options.drop_tables += ["DSIG", "vhea", "vmtx", "BASE", "VORG"]
    font = TTFont(source, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codepoints)
    subsetter.subset(font)
    for name_id, text in (
        (1, family),
        (2, style),
        (3, f"{family} {style}; cut from {source.stem}"),
        (4, f"{family} {style}".removesuffix(" Regular")),
        (6, f"{family}-{style}".replace(" ", "")),
    ):
        font["name"].setName(text, name_id, 3, 1, 0x409)
    font["OS/2"].usWeightClass = 400
    font["OS/2"].fsSelection = 0x01 if style == "Italic" else 0x40
    font["head"].macStyle = 0x02 if style == "Italic" else 0
    font.save(DATA / target)


def main(song: Path, garamond: Path, italic: Path) -> None:
    """Cut all faces and print their hashes for the manifest."""
    gb2312 = encoded("gb2312", range(0xA1, 0xF8))
    hangul = encoded("euc-kr", range(0xB0, 0xC9))
    rare = {ord(character) for character in RARE}
    cut(
        WENKAI,
        "Brandcert Kai",
        "Regular",
        gb2312 | hangul | rare | LATIN | PUNCTUATION,
        "BrandcertKai-Regular.ttf",
    )
    cut(
        song,
        "Brandcert Song",
        "Regular",
        gb2312 | set(range(0x20, 0x7F)) | PUNCTUATION | {0xB7},
        "BrandcertSong-Black.ttf",
    )
    cut(garamond, "Brandcert Garamond", "Regular", LATIN | PUNCTUATION, "BrandcertGaramond-Regular.ttf")
    cut(italic, "Brandcert Garamond", "Italic", LATIN | PUNCTUATION, "BrandcertGaramond-Italic.ttf")
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(DATA.glob("*.ttf"))}
    sys.stdout.write(json.dumps(hashes, indent=1) + "\n")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
