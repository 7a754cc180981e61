"""Database history of applications."""
