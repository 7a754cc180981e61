"""The programs in `script/`."""
