"""Database history of programs."""
