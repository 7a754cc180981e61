"""Ratings of the service."""
