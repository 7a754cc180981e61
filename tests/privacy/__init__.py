"""Personal data: copy, deletion, what stays."""
