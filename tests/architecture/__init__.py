"""House rules and the services that tests start."""
