"""Who made each record, and what a contributor may see of it."""
