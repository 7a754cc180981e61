"""Gap-free numbers: a locked counter row inside the caller's transaction."""

from django.db import transaction

from brandcert.core.models import NumberSeries


def next_number(key: str) -> int:
    """Return the next number of the series and keep the series locked until the transaction ends.

    A rollback gives the number back, so the series has no gap. Raises TransactionManagementError
    outside a transaction: there the number could be lost.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a number is taken inside a transaction")
    NumberSeries.objects.get_or_create(key=key)
    series = NumberSeries.objects.select_for_update().get(key=key)
    series.last += 1
    series.save(update_fields=["last"])
    return series.last
