"""A table of the library as CSV: taken out, and read back in after a dry run. It is declared where its model is."""
