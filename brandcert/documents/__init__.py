"""Uploaded files and everything printed."""
