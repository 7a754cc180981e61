"""Database history of core."""
