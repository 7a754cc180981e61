"""People, their roles, recommending units and administrative divisions."""
