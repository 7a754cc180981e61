"""The public register: titles of earlier years, how everything in it is found, and who gets it by machine."""
