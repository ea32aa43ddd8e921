"""Django templates as Python functions: the same bytes in a fifth of the time.

Django renders a template by calling each of its nodes, and each looks its variables up in a stack of dictionaries. Here
the parsed nodes are written out once as one function, with the templates they include, in which loop variables and the
like are local. What it does not know it leaves to the node itself. See `docs/decisions.md`, "Templates as functions".
"""
