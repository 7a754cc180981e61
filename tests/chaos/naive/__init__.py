"""How one would write the loop without care; the harness that proves the product must find it wanting."""
