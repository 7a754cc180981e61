"""Settings, one module per situation."""
