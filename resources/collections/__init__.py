"""Collections: what the library chose for one need, read on a page of its own."""
