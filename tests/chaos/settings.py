"""Settings of `./dev` with the fault points armed and small chunks; two variables plant faults on purpose."""

import os

from config.settings.dev import *  # noqa: F403 - a settings module extends the one before it
from config.settings.dev import INSTALLED_APPS

TESTING = True
ISSUE_CHUNK = 4
# How long Celery waits before it believes that a child was killed; ten seconds for each of twelve kills otherwise.
CELERY_WORKER_LOST_WAIT = 0.3
# TEST_NAIVE=1 swaps the naive loop in, TEST_PLANTED=<name>,… plants the faults of that name.
if os.environ.get("TEST_NAIVE"):
    INSTALLED_APPS = [*INSTALLED_APPS, "tests.chaos.naive"]
if os.environ.get("TEST_PLANTED"):
    INSTALLED_APPS = [*INSTALLED_APPS, "tests.chaos.planted"]

# Twelve kills in one run may all meet the same certificate: it is parked only when one more attempt fails.
ISSUE_ATTEMPTS = 13
