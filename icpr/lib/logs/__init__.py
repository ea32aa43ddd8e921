"""The log: what is written, in which form, and what is left out."""
