"""Collections: their entries, their page, what staff do with them."""
