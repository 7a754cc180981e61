"""Tests of what staff do with lists."""
