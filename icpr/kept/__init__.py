"""What somebody keeps here without an account: a plan, a reading list. Who holds its private address holds it."""
