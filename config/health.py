"""Answers for load balancers and process supervisors: is this process alive, may it get visitors."""

import os

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def alive(request: HttpRequest) -> HttpResponse:
    """Answer as long as the process can; asks nothing of database or broker."""
    return HttpResponse("ok\n", content_type="text/plain")


def is_database_up() -> bool:
    """Tell whether the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def is_migrated() -> bool:
    """Tell whether every migration of this version has been applied."""
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError:
        return False
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def is_storage_writable() -> bool:
    """Tell whether files can be kept."""
    return os.access(settings.VAR, os.W_OK)


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when visitors can be served, else 503 with the names of what is wrong; no details for strangers."""
    is_up = is_database_up()
    answers = {
        "database": is_up,
        "migrations": is_up and is_migrated(),
        "storage": is_storage_writable(),
    }
    return JsonResponse(answers, status=200 if all(answers.values()) else 503)
