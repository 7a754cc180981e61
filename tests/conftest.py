"""What every test may use."""

import hypothesis

pytest_plugins = ["tests.services", "tests.world", "tests.demonstration"]

# How long an example takes says something about the machine, nothing about the product.
hypothesis.settings.register_profile(
    "busy machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("busy machine")
