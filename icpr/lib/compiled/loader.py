"""Keeps parsed templates as Django's cached loader does, and has them rendered by functions."""

from types import FunctionType

from django.conf import settings
from django.template import Origin, Template
from django.template.base import Node, NodeList
from django.template.loader_tags import BlockNode, ExtendsNode
from django.template.loaders import cached

from icpr.lib.compiled.nodes import Compiler, NotCompiled


class Compiled(Node):
    """Nodes that are rendered by a function, written when they are first rendered; or by themselves, where that cannot
    be done or the context escapes nothing."""

    child_nodelists = ("original",)

    def __init__(self, original: NodeList, engine):
        self.original, self._engine, self._function = original, engine, None
        self.blocks = original.get_nodes_by_type(BlockNode)

    def get_nodes_by_type(self, nodetype):
        return self.blocks if nodetype is BlockNode else self.original.get_nodes_by_type(nodetype)

    @property
    def is_written(self) -> bool:
        """Whether a function renders the nodes by now."""
        return isinstance(self._function, FunctionType)

    def render(self, context) -> str:
        if self._function is None:
            self._function = self._written()
        return self._function(context) if context.autoescape else self.original.render(context)

    def _written(self):
        try:
            return Compiler(self._engine, self._nodes_of).compiled(self.original)
        except NotCompiled:
            return self.original.render

    def _nodes_of(self, name: str) -> NodeList:
        return original(self._engine.find_template(name)[0].nodelist)


def original(nodes: NodeList) -> NodeList:
    """The nodes as they were parsed."""
    return nodes[0].original if len(nodes) == 1 and isinstance(nodes[0], Compiled) else nodes


class Loader(cached.Loader):
    """Templates whose HTML is escaped; while errors are shown in the browser, as Django renders them."""

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        """A template, parsed once. Raises `TemplateDoesNotExist`."""
        is_known = self.cache_key(template_name, skip) in self.get_template_cache
        template = super().get_template(template_name, skip)
        if not is_known and template_name.endswith(".html") and not _is_left_to_django(self.engine):
            compile_in_place(template)
        return template


def _is_left_to_django(engine) -> bool:
    """While errors are shown in the browser, and with settings that the functions know nothing of."""
    return bool(engine.debug or engine.string_if_invalid or settings.USE_I18N or settings.USE_THOUSAND_SEPARATOR)


def compile_in_place(template: Template) -> None:
    """Have a template, and each block of it, rendered by a function."""
    for block in template.nodelist.get_nodes_by_type(BlockNode):
        block.nodelist = compiled(block.nodelist, template.engine)
    if not any(isinstance(node, ExtendsNode) for node in template.nodelist):
        template.nodelist = compiled(template.nodelist, template.engine)


def compiled(nodes: NodeList, engine) -> NodeList:
    made = Compiled(nodes, engine)
    made.origin, made.token = getattr(nodes[0], "origin", None) if nodes else None, None
    return NodeList([made])
