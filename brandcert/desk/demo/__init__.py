"""A complete, believable demonstration, built through the same services people use."""
