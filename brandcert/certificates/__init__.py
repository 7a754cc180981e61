"""Certificates from issue to the end of their life."""
