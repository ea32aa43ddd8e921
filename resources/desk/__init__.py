"""The quality desk: queues of public records that need care, each by one rule, and what was put off."""
