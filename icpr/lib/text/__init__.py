"""Text as people write, paste and save it: made fit to keep, to show and to compare."""
