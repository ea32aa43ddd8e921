"""The function that is written: its lines, its constants, and which template variable is which Python variable."""

from collections.abc import Iterable
from itertools import count


class Scope:
    """Template variables that are local in the function, by name; what no scope has is in the context.

    `block` are the lines that run when the scope is entered: a variable that a tag may set is reset there.
    """

    def __init__(self, block: "Block", outer: "Scope | None" = None):
        self.block, self.outer = block, outer
        self.names: dict[str, str] = dict(outer.names) if outer else {}
        self.unsure: dict[str, str] = dict(outer.unsure) if outer else {}
        self.loop = outer.loop if outer else None
        self._own: set[str] = set()

    def bind(self, name: str, variable: str) -> None:
        """Let a variable of the scope be a Python variable, which is set already."""
        self.names[name] = variable
        self._own.add(name)
        self.unsure.pop(name, None)

    def settable(self, name: str, fresh: str, before: str) -> str:
        """The Python variable of one that a tag sets in this scope: `fresh`, unless it has one. `before` is the
        expression for what the name stands for until then."""
        if name not in self._own:
            self.bind(name, fresh)
            self.unsure[name] = before
            self.block.insert(0, f"{fresh} = MISSING")
        return self.names[name]


class Loop:
    """A `{% for %}`: the Python variable of its `forloop`, and whether anything asks for it."""

    def __init__(self, variable: str, outer: "Loop | None"):
        self.variable, self.outer, self.is_used = variable, outer, False

    def use(self) -> str:
        self.is_used = True
        return self.variable


class Block(list):
    """Lines of Python, and blocks of further lines that are indented below the line before them."""

    def lines(self, indent: int = 0) -> Iterable[str]:
        for part in self:
            if isinstance(part, Block):
                yield from part.lines(indent + 1) if part else [" " * (indent + 1) + "pass"]
            else:
                yield " " * indent + part


class Function:
    """A function that is being written: what it refers to, and names that are not taken."""

    def __init__(self):
        self.namespace: dict[str, object] = {}
        self.first: list[str] = []
        self._before: dict[str, str] = {}
        self._constants: dict[int, str] = {}
        self._numbers = count()

    def name(self, stem: str = "t") -> str:
        return f"{stem}{next(self._numbers)}"

    def constant(self, value: object) -> str:
        """The name of an object that is there before the function runs."""
        if id(value) not in self._constants:
            name = self._constants[id(value)] = self.name("c")
            self.namespace[name] = value
        return self._constants[id(value)]

    def before(self, expression: str) -> str:
        """The name of what an expression gives that is worked out before all else."""
        if expression not in self._before:
            self._before[expression] = self.name("s")
            self.first.append(f"{self._before[expression]} = {expression}")
        return self._before[expression]
