"""A made-up catalogue of any size, for measuring and for trying things out. Every title says that it is a sample.

    load_sample_catalogue(100_000, seed=1)

The same seed gives the same records on both databases, primary keys and the times of writing aside.
"""

from tests.sample_catalogue.loading import CatalogueNotEmpty, load_sample_catalogue

__all__ = ["CatalogueNotEmpty", "load_sample_catalogue"]
