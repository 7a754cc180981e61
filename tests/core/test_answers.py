"""Keys that somebody sends in a form."""

from __future__ import annotations

import pytest

from brandcert.core.answers import is_endless, sent_key


@pytest.mark.parametrize("sent", ["", "x", "-1", "²", "１２", "1 ", "9" * 19, "9" * 5000])
def test_what_no_key_can_be_leads_to_no_row(sent: str) -> None:
    assert (sent_key(sent), sent_key(sent, otherwise=-1)) == (0, -1)


def test_a_key_is_read_and_endless_addresses_are_told_apart() -> None:
    assert (sent_key("42"), sent_key("9" * 18)) == (42, int("9" * 18))
    assert [is_endless("object_id", text) for text in ("0" * 5000 + "7", "9" * 5000)] == [False, True]
