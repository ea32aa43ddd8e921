"""What readers suggest and report, and what becomes of it."""
