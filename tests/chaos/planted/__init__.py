"""Faults planted on purpose: a proof that cannot find them proves nothing."""
