"""What every web server of the product is started with; gunicorn reads this file by itself."""

# A file of 20 MB from a phone takes minutes on a narrow line, and a process reads it to its end.
timeout = 300
