"""Readers tell where a work is, or that a link does not work; staff decide, and the sender sees what became of it.

`forms` says what is taken, `receiving` counts and keeps it, `deciding` is what staff do, and `letters` tells who left a
mail address, and forgets it.
"""
