"""What is made of a model's rows and kept in memory: a model says so by its attribute `shown_in`.

`resources.triggers` reads it: a change of what is named there, and of nothing else, makes a new version of the lists,
of the search or of the Blueprint, or of several.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class ShownIn:
    """lists: the fields that the lists, their counts and their suggestions are made of. search: those that
    what the search keeps in memory is made of. blueprint: those that what is kept of the Blueprint is made of.
    Relations to many are not named here: those that are facets are in the lists, and those of a model that names
    something under `blueprint` are in the Blueprint.

    only: a field and the value it has in every row that counts. by: the foreign key to the model whose `only` decides.
    record: the field that names the record a row belongs to: the versions of blocks of records change with it.
    public: whether pages show the rows at all; a page reads them from the database each time.
    """

    lists: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    blueprint: tuple[str, ...] = ()
    only: tuple[str, str] | None = None
    by: str = ""
    record: str = ""
    public: bool = True


PAGES = ShownIn()  # on pages alone: nothing in memory is made of them
NOWHERE = ShownIn(public=False)
