"""`script/install.sh`: what it lists, what it installs, how it refuses."""

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def install(*arguments: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run it, with another PATH if given."""
    env = {**os.environ, "PATH": path} if path else dict(os.environ)
    command = ["/bin/sh", "script/install.sh", *arguments]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def test_testing_needs_everything_that_running_needs() -> None:
    running, testing = (set(install("packages", size).stdout.split()) for size in ("run", "test"))
    assert {"gettext", "libpango-1.0-0", "libharfbuzz-subset0", "fonts-lxgw-wenkai"} <= running
    assert testing - running >= {"postgresql", "redis-server", "chromium", "poppler-utils", "zbar-tools"}


def test_what_is_installed_is_left_alone() -> None:
    done = install("system", "test")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("arguments", [(), ("system",), ("system", "all"), ("nonsense", "run")])
def test_wrong_usage_is_told(arguments: tuple[str, ...]) -> None:
    done = install(*arguments)
    assert done.returncode == 2
    assert "usage: script/install.sh" in done.stderr


def planted(folder: Path, **programs: str) -> str:
    """Make a PATH of a few real programs and some that answer as told."""
    for name in ("dirname", "cat", "sed", "sha256sum", "env"):
        real = next(Path(place, name) for place in ("/usr/bin", "/bin") if Path(place, name).exists())
        (folder / name).symlink_to(real)
    for name, answer in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{answer}\n")
        (folder / name).chmod(0o755)
    return str(folder)


def test_without_root_the_exact_line_is_printed_and_nothing_is_tried(tmp_path: Path) -> None:
    path = planted(tmp_path, **{"dpkg-query": "exit 1", "id": "echo 1000", "apt-get": "echo tried >&2"})
    done = install("system", "run", path=path)
    assert done.returncode == 1
    assert "sudo apt-get update && sudo apt-get install -y --no-install-recommends gettext" in done.stderr
    assert "python3-venv" in done.stderr
    assert "tried" not in done.stderr


def test_sudo_is_used_only_where_it_asks_no_password(tmp_path: Path) -> None:
    path = planted(
        tmp_path,
        **{"dpkg-query": "exit 1", "id": "echo 1000", "sudo": 'echo "sudo $*" >&2', "apt-get": "exit 9"},
    )
    done = install("system", "run", path=path)
    assert done.returncode == 0
    assert "sudo -n apt-get" in done.stderr
    assert "install gettext" in done.stderr


def test_root_installs_only_what_is_missing(tmp_path: Path) -> None:
    path = planted(
        tmp_path,
        **{
            "dpkg-query": 'case $3 in gettext) exit 1 ;; *) echo "install ok installed" ;; esac',
            "id": "echo 0",
            "apt-get": 'echo "apt-get $*" >&2',
        },
    )
    done = install("system", "run", path=path)
    assert done.returncode == 0
    assert done.stderr.rstrip().endswith("install gettext")
    assert "libpango" not in done.stderr


def test_a_machine_without_python_is_told_which_one_to_get(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    (clone / "script").mkdir(parents=True)
    (clone / "script" / "install.sh").write_bytes((ROOT / "script" / "install.sh").read_bytes())
    (clone / "requirements.txt").write_text("")
    (tmp_path / "bin").mkdir()
    done = subprocess.run(
        ["/bin/sh", "script/install.sh", "python", "run"],
        cwd=clone,
        env={"PATH": planted(tmp_path / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "No Python 3.11, 3.12 or 3.13" in done.stderr
