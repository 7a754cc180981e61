"""Tests of the enterprises and their lists."""
