"""The forms that an inventory can be written in, one a module."""
