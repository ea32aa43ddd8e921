"""Drills: a whole library under traffic while something is taken from it. Run by `make drill`."""
