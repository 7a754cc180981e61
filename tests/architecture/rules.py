"""The house rules no linter knows, each a function from a tree of files to the places that break it."""

from __future__ import annotations

import ast
import re
import tokenize
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_LINES_OF_A_FILE = 399
MOST_LINES_OF_A_FUNCTION = 49
NOT_OURS = {".git", ".hypothesis", ".venv", "var", "node_modules", "__pycache__", "staticfiles", "migrations"}
TEXTS = {
    ".css",
    ".html",
    ".js",
    ".json",
    ".md",
    ".po",
    ".py",
    ".sh",
    ".svg",
    ".toml",
    ".txt",
    ".yaml",
    ".yml",
    "",
}
BELOW_THE_SURFACE = {"services", "queries", "policies", "guards", "models"}
PUBLISHING = {"delay", "apply_async", "delay_on_commit", "send_task"}
# Split, so that this file does not accuse itself.
MACHINE_PATH = re.compile(r"(?<![\w.~}>*-])/" + r"(?:work|home|root|Users)/\w")
SUPPRESSION = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma:|nosec|mypy:)(?P<rest>[^#]*)(?P<more>#.*)?")
CODES = re.compile(r"^(?::\s*[A-Z]+[0-9]+(?:\s*,\s*[A-Z]+[0-9]+)*|\[[\w, -]+\]|\s*no cover)?")
LEAST_REASON = 8


def files(root: Path, *suffixes: str) -> Iterator[Path]:
    """Walk the files of the project with one of these endings, in a stable order."""
    for path in sorted(root.iterdir()):
        if path.name in NOT_OURS or path.is_symlink() or (path.is_dir() and path.name.endswith("_cache")):
            continue
        if path.is_dir():
            yield from files(path, *suffixes)
        elif path.suffix in suffixes:
            yield path


def trees(root: Path) -> Iterator[tuple[Path, ast.Module]]:
    """Parse every Python file below a folder that may not exist yet."""
    if root.exists():
        for path in files(root, ".py"):
            yield path, ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Walk all functions and methods."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def at(root: Path, path: Path, line: int, text: str) -> str:
    """Write a place as editors understand it."""
    return f"{path.relative_to(root)}:{line} {text}"


def long_files(root: Path) -> list[str]:
    """Python files of 400 lines and more: one file, one subject."""
    counts = ((path, len(path.read_text(encoding="utf-8").splitlines())) for path in files(root, ".py"))
    return [at(root, path, count, "lines") for path, count in counts if count > MOST_LINES_OF_A_FILE]


def long_functions(root: Path) -> list[str]:
    """Functions of 50 lines and more, decorators not counted."""
    return [
        at(root, path, node.lineno, f"{node.name} is {length} lines long")
        for path, tree in trees(root)
        for node in functions(tree)
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > MOST_LINES_OF_A_FUNCTION
    ]


def status_written_past_the_door(root: Path) -> list[str]:
    """`update(status=…)`, `bulk_update(…, ["status"])` and kin change a state without policy, guard or event."""

    def names_state(call: ast.Call) -> bool:
        by_keyword = any(word.arg in {"status", "stage"} for word in call.keywords)
        listed = {
            node.value
            for part in [*call.args, *(word.value for word in call.keywords)]
            for node in ast.walk(part)
            if isinstance(node, ast.Constant)
        }
        return by_keyword or (
            isinstance(call.func, ast.Attribute)
            and call.func.attr == "bulk_update"
            and not listed.isdisjoint({"status", "stage"})
        )

    return [
        at(root, path, node.lineno, ast.unparse(node))
        for path, tree in trees(root / "brandcert")
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"update", "aupdate", "bulk_update", "abulk_update"}
        and names_state(node)
    ]


def publishing_modules(root: Path) -> list[str]:
    """Modules that send Celery messages; a message is only a wake-up call, sent from one place in the kernel."""
    found = {
        str(path.relative_to(root))
        for path, tree in trees(root / "brandcert")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in PUBLISHING
    }
    return sorted(found)


def published_outside_the_kernel(root: Path) -> list[str]:
    """Every module that sends Celery messages, except a single one in `core`."""
    modules = publishing_modules(root)
    kernel = [module for module in modules if module.startswith("brandcert/core/")]
    return [module for module in modules if module not in kernel[:1]]


def requests_below_the_surface(root: Path) -> list[str]:
    """Functions of services, queries, policies, guards and models that take an HTTP request."""

    def is_below(path: Path) -> bool:
        return not BELOW_THE_SURFACE.isdisjoint(
            part.removesuffix(".py") for part in path.relative_to(root).parts[2:]
        )

    return [
        at(root, path, node.lineno, f"{node.name}(request)")
        for path, tree in trees(root / "brandcert")
        if is_below(path)
        for node in functions(tree)
        if "request" in {arg.arg for arg in [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]}
    ]


def paths_of_a_machine(root: Path) -> list[str]:
    """Absolute paths that exist on somebody's machine only."""
    return [
        at(root, path, number, line.strip())
        for path in files(root, *TEXTS)
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]


INLINE = {
    "script without src": re.compile(
        r"<script(?![^>]*\b(?:src=|type=\"application/(?:ld\+)?json\"))[^>]*>", re.IGNORECASE
    ),
    "style element": re.compile(r"<style\b", re.IGNORECASE),
    "style attribute": re.compile(r"<[a-z][^<>]*\sstyle\s*=", re.IGNORECASE),
    "event handler": re.compile(r"<[a-z][^<>]*\son[a-z]+\s*=", re.IGNORECASE),
    "javascript: address": re.compile(r"=\s*[\"']?\s*javascript:", re.IGNORECASE),
}
TEMPLATE_CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}", re.DOTALL)
# Sheets for the PDF engine and letters for mail programs, which load no sheet of ours, never reach a page.
ELSEWHERE = {"print", "letters"}


def inline_code_in_templates(root: Path) -> list[str]:
    """Scripts, styles and handlers written into a page, which the content security policy blocks."""
    found = []
    for path in files(root, ".html"):
        if not ELSEWHERE.isdisjoint(path.relative_to(root).parts):
            continue
        text = TEMPLATE_CODE.sub(lambda code: "\n" * code[0].count("\n"), path.read_text(encoding="utf-8"))
        found += [
            at(root, path, text.count("\n", 0, match.start()) + 1, name)
            for name, pattern in INLINE.items()
            for match in pattern.finditer(text)
        ]
    return found


def suppressions_without_reason(root: Path) -> list[str]:
    """`noqa`, `type: ignore` and their kin without a code or without words that say why."""
    found = []
    for path in files(root, ".py"):
        with path.open("rb") as source:
            for token in tokenize.tokenize(source.readline):
                match = SUPPRESSION.match(token.string) if token.type == tokenize.COMMENT else None
                if match is None:
                    continue
                codes = CODES.match(match["rest"])
                reason = match["rest"][codes.end() if codes else 0 :] + (match["more"] or "")
                if not (codes and codes[0]) or len(reason.strip(" #-")) < LEAST_REASON:
                    found.append(at(root, path, token.start[0], token.string))
    return found


def doors_outside_services(root: Path) -> list[str]:
    """Every import of `perform` outside services: a surface calls a service, never the door itself."""
    return [
        at(root, path, node.lineno, "perform")
        for path, tree in trees(root / "brandcert")
        if not {"services", "services.py"} & set(path.relative_to(root).parts)
        and path.relative_to(root).parts[1:] != ("core", "transitions.py")
        for node in ast.walk(tree)
        if (isinstance(node, ast.ImportFrom) and any(name.name == "perform" for name in node.names))
        or (isinstance(node, ast.Attribute) and node.attr == "perform")
    ]


def translations_under_other_names(root: Path) -> list[str]:
    """Every translating function imported under a name the collector of texts does not look for."""
    return [
        at(root, path, node.lineno, f"{name.name} as {name.asname}")
        for path, tree in trees(root / "brandcert")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if name.asname not in {None, "_"} and "gettext" in name.name
    ]


def texts_inside_fstrings(root: Path) -> list[str]:
    """Every text to translate written inside an f-string, where the collector of texts does not look."""
    return [
        at(root, path, call.lineno, ast.unparse(call))
        for path, tree in trees(root / "brandcert")
        for text in ast.walk(tree)
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and (call.func.id == "_" or "gettext" in call.func.id)
    ]


def mocks(root: Path) -> list[str]:
    """Every import of a mock library: tests use the real parts."""
    return [
        at(root, path, node.lineno, ast.unparse(node))
        for path, tree in trees(root / "tests")
        for node in ast.walk(tree)
        if (
            isinstance(node, ast.ImportFrom)
            and (node.module or "").startswith(("unittest.mock", "mock", "pytest_mock"))
        )
        or (isinstance(node, ast.ImportFrom) and node.module == "unittest" and node.names[0].name == "mock")
        or (
            isinstance(node, ast.Import)
            and any(name.name in {"mock", "unittest.mock"} for name in node.names)
        )
    ]


def keys_that_point_forward(keys: list[tuple[str, str, str]], ranks: dict[str, int]) -> list[str]:
    """Foreign keys `(app, field, target app)` whose target lives later on the timeline, or beside the app itself."""
    return [
        f"{app}: {field} points to {target}"
        for app, field, target in keys
        if target != app and app in ranks and target in ranks and ranks[target] >= ranks[app]
    ]


def ranks_of_apps(layers: list[str]) -> dict[str, int]:
    """Count the layers of the import contract from the start of the timeline; siblings share a number."""
    return {
        app.strip().removeprefix("brandcert.").strip("()"): rank
        for rank, layer in enumerate(reversed(layers))
        for app in re.split(r"[|:]", layer)
    }
