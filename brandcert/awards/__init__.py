"""Deliberation, public notice, objection, decision and appeal."""
