"""The surface of staff across apps: admin site, case page, queues."""
