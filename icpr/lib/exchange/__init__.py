"""A table of the library as CSV: taken out, and read back in after a dry run. A table is declared where its model is."""
