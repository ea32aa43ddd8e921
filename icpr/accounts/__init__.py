"""Getting in: sign-in with a second factor, its brakes, sessions, and the administration of accounts."""
