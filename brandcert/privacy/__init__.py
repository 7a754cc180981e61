"""What a person asks about the data held about him (PIPL articles 44 to 47)."""
