"""Tests of received files, printing and signing."""
