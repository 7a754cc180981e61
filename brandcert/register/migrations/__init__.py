"""Database history of the register."""
