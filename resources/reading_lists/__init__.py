"""Lists that readers keep without an account, at an address of their own."""
