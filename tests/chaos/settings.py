"""Settings of `./dev` with the fault points armed and small chunks; TEST_NAIVE=1 swaps the naive loop in."""

import os

from config.settings.dev import *  # noqa: F403 - a settings module extends the one before it
from config.settings.dev import INSTALLED_APPS

TESTING = True
ISSUE_CHUNK = 4
# How long Celery waits before it believes that a child was killed; ten seconds for each of twelve kills otherwise.
CELERY_WORKER_LOST_WAIT = 0.3
if os.environ.get("TEST_NAIVE"):
    INSTALLED_APPS = [*INSTALLED_APPS, "tests.chaos.naive"]
