"""Version 1 of the machine interface: public reads of the register."""
