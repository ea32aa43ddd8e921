"""Lists of the catalogue: what a query means, what it finds and counts, and the page that shows it."""
