"""Database history of inspections."""
