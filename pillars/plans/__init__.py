"""A plan an agency keeps without an account: whoever holds its address may change it."""
