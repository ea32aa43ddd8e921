"""One action on many rows: a row of its own that their revisions point to, the one loop that takes it, and its Undo."""
