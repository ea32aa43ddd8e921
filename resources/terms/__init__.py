"""Names that were given up: merged and renamed tags, topics, publishers and authors."""
