"""The Celery application: JSON only, late acknowledgement, results never read."""

import os

import celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

app = celery.Celery("brandcert")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
