"""How often something may happen: counted in the database, so that every process and machine counts together."""
