"""Tests of received files."""
