"""Who signed in, was refused, changed an account or took data out: one list that nobody can edit, kept 400 days."""
