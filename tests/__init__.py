"""The test suite, one folder per app."""
