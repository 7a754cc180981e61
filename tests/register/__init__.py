"""The public register."""
