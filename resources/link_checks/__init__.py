"""Whether the addresses of records still lead to what they say."""
