"""What is asked of a database beyond Django's own."""
