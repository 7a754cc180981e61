"""Settings, environment and health."""
