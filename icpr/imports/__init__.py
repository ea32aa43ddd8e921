"""Files that staff read in: kept while they are looked at, and worked by a job in pieces."""
