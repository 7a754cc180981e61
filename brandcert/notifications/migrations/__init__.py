"""Database history of notifications."""
