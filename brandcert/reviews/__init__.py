"""Experts, panels, assignments and scores."""
