"""Database history of ratings."""
