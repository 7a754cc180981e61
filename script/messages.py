"""Translations: compile the catalogue, gather new texts into it, or check that nothing is missing.

script/messages.py            compile locale/zh_Hans (needs no gettext)
script/messages.py --gather   collect every text of code and templates, keep known translations, compile
script/messages.py --check    fail when a text has no translation, is fuzzy, or loses a placeholder
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
PARTS = ROOT / "locale" / "parts"
HEADER = {
    "Language": "zh_Hans",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z_0-9]*\}")


def extracted() -> polib.POFile:
    """Return every text that code and templates mark for translation, without translations."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("brandcert", "config", "templates"):
            (copy / name).symlink_to(ROOT / name)
        (copy / "locale").mkdir()
        subprocess.run(
            [
                sys.executable,
                "-m",
                "django",
                "makemessages",
                "--locale",
                "zh_Hans",
                "--symlinks",
                "--no-location",
                "--verbosity",
                "0",
                "--extension",
                "html,txt,py,xml",
            ],
            cwd=copy,
            check=True,
        )
        return polib.pofile(str(copy / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"))


def known() -> dict[tuple[str | None, str], polib.POEntry]:
    """Return the translations there are, from the catalogue and from parts not gathered yet."""
    found: dict[tuple[str | None, str], polib.POEntry] = {}
    for path in [CATALOGUE, *sorted(PARTS.glob("*.po"))]:
        if path.exists():
            for entry in polib.pofile(str(path)):
                if entry.translated() and not entry.obsolete:
                    found[entry.msgctxt, entry.msgid] = entry
    return found


def gathered() -> polib.POFile:
    """Return the catalogue as it should be: every text in use, with its translation if there is one."""
    translations = known()
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = HEADER
    for text in sorted(extracted(), key=lambda entry: (entry.msgid, entry.msgctxt or "")):
        entry = polib.POEntry(msgid=text.msgid, msgctxt=text.msgctxt, msgid_plural=text.msgid_plural)
        old = translations.get((text.msgctxt, text.msgid))
        if old is not None:
            plural = text.msgid_plural
            entry.msgstr = "" if plural else old.msgstr
            entry.msgstr_plural = {0: old.msgstr_plural.get(0) or old.msgstr} if plural else {}
        elif text.msgid_plural:
            entry.msgstr_plural = {0: ""}
        entry.flags = [flag for flag in text.flags if flag != "fuzzy"]
        catalogue.append(entry)
    return catalogue


def faults(catalogue: polib.POFile) -> list[str]:
    """Return what is wrong with the catalogue, a line per text."""
    found = []
    for entry in catalogue:
        if entry.fuzzy or not entry.translated():
            found.append(f"no translation: {entry.msgid!r}")
            continue
        translations = list(entry.msgstr_plural.values()) or [entry.msgstr]
        wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        found += [
            f"placeholders differ: {entry.msgid!r} → {text!r}"
            for text in translations
            if not set(PLACEHOLDER.findall(text)) <= wanted | set(PLACEHOLDER.findall(entry.msgid))
            or (wanted - set(PLACEHOLDER.findall(text)) and not entry.msgid_plural)
        ]
    return found


def compile_catalogue() -> None:
    """Write the compiled file beside the catalogue, with the parts that were not gathered yet."""
    compiled = polib.POFile()
    compiled.metadata = HEADER
    compiled.extend(known().values())
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    compiled.save_as_mofile(str(CATALOGUE.with_suffix(".mo")))


def gather() -> None:
    """Write the catalogue anew and compile it; parts that were gathered are not needed afterwards."""
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    gathered().save(str(CATALOGUE))
    compile_catalogue()


def main(arguments: list[str]) -> int:
    """Run the verb and return the exit code."""
    if arguments == ["--gather"]:
        gather()
        return 0
    if arguments == ["--check"]:
        found = faults(gathered())
        print("\n".join(found) or "every text is translated")
        return bool(found)
    if arguments:
        print(__doc__, file=sys.stderr)
        return 2
    compile_catalogue()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
