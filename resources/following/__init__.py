"""Who asked to be told of what is new, by mail, and what they are told."""
