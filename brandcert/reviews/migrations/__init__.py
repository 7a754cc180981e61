"""Database history of reviews."""
