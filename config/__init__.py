"""Project configuration; importing it makes the Celery application known to `@shared_task`."""

from config.celery import app as celery

__all__ = ["celery"]
