"""Database history of enterprises."""
