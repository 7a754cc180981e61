"""Bring the database of `./dev` up to date, fill a new one with demonstration data, and list who may sign in.

One process for all of it: loading the product takes longer than anything that is usually left to do. A database that
somebody has used is only ever migrated. Demonstration data goes into one that was found without a single table; a marker
makes an interrupted first run go on instead of leaving half of it.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

import django  # noqa: E402 -- the settings must be named first

django.setup()

from django.conf import settings  # noqa: E402 -- as above
from django.core.management import call_command  # noqa: E402 -- as above
from django.db import connection  # noqa: E402 -- as above
from django.db.migrations.executor import MigrationExecutor  # noqa: E402 -- as above

from brandcert.desk.management.commands.demo import logins  # noqa: E402 -- as above


def say(text: str) -> None:
    """Tell the person at the terminal."""
    print(text, file=sys.stderr, flush=True)


def migrate(marker: Path) -> None:
    """Apply what is missing; leave a marker where there was nothing at all."""
    executor = MigrationExecutor(connection)
    if not executor.loader.applied_migrations:
        marker.touch()
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say(f"Updating the database: {len(plan)} migrations.")
        call_command("migrate", interactive=False, verbosity=0)


def list_logins() -> None:
    """Print one login of each role; all of them are in `manage.py demo --logins`."""
    first: dict[str, dict[str, str]] = {}
    for row in (rows := logins()):
        first.setdefault(row["role"], row)
    if not first:
        return
    width = max(len(row["login"]) for row in first.values())
    print()
    for row in first.values():
        print(f"  {row['role']:<14} {row['login']:<{width}}  {row['password']}")
    print(f"  All {len(rows)}: .venv/bin/python manage.py demo --logins", flush=True)


def main() -> int:
    """Prepare; exit 0 done, 1 refused."""
    marker = Path(settings.VAR, "demo-wanted")
    migrate(marker)
    if marker.exists():
        say("Loading the demonstration, once; this takes about a minute.")
        call_command("demo")
        marker.unlink()
    list_logins()
    return 0


if __name__ == "__main__":
    sys.exit(main())
