"""Database history of lists."""
