"""Tests of programmes and their rules."""
