"""What every filterable list shares: a query read with tolerance, its canonical address, chips, panels and pages.

What a list holds and how its numbers are counted is for its owner; nothing here knows a model.
"""
