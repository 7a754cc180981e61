"""Applications from draft to acceptance, and the spine they follow to the award."""
