"""Nodes of templates, written as Python. A node of a class that is not named here renders itself."""

from collections.abc import Callable

from django.template.base import Node, NodeList, TextNode, VariableNode
from django.template.defaulttags import CommentNode, ForNode, IfNode, LoadNode, URLNode, WithNode
from django.template.library import SimpleNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode, construct_relative_path
from django.templatetags.static import StaticNode

from icpr.lib.compiled.code import Block, Function, Loop, Scope
from icpr.lib.compiled.expressions import RUNTIME, assigned, condition, value, variable_expression

SETS_A_VARIABLE = ("asvar", "target_var", "var_name", "varname", "variable_name")


class NotCompiled(Exception):
    """Something that only Django's own rendering does right."""


class Compiler:
    """Writes one function for a list of nodes. nodes_of: the nodes of another template by its name."""

    def __init__(self, engine, nodes_of: Callable[[str], NodeList]):
        self.engine, self.nodes_of = engine, nodes_of
        self.function, self.inside = Function(), []

    def compiled(self, nodes: NodeList) -> Callable[[object], str]:
        """The function of a context that renders the nodes. Raises `NotCompiled`."""
        body = Block()
        self.nodes(nodes, body, Scope(body))
        start = Block([*self.function.first, "out = []", "write = out.append", *body, "return ''.join(out)"])
        source = "\n".join(Block(["def render(context):", start]).lines())
        try:
            code = compile(source, f"<compiled {nodes[0].origin if nodes else ''}>", "exec")
        except SyntaxError as error:  # more than twenty blocks in each other
            raise NotCompiled from error
        namespace = RUNTIME | self.function.namespace
        exec(code, namespace)
        return namespace["render"]

    def nodes(self, nodes: NodeList, block: Block, scope: Scope) -> None:
        text = []
        for node in nodes:
            if type(node) is TextNode:
                text.append(node.s)
                continue
            self._text(text, block)
            text = []
            WRITERS.get(type(node), Compiler._other)(self, node, block, scope)
        self._text(text, block)

    def _text(self, text: list[str], block: Block) -> None:
        if joined := "".join(text):
            block.append(f"write({joined!r})")

    def _other(self, node: Node, block: Block, scope: Scope) -> None:
        if isinstance(node, ExtendsNode):
            raise NotCompiled
        loop = {"forloop": scope.loop.use()} if scope.loop else {}
        variables = ", ".join(f"{name}={local}" for name, local in (scope.names | loop).items())
        itself = self.function.constant(node)
        if name := next(filter(None, (getattr(node, name, None) for name in SETS_A_VARIABLE)), None):
            local = scope.settable(name, self.function.name("v"), variable_expression(name, scope))
            block.append(f"{local} = set_by({itself}, {name!r}, context, known({variables}))")
            return
        rendered = f"write({itself}.render_annotated(context))"
        block += [f"with context.push(known({variables})):", Block([rendered])] if variables else [rendered]

    def _variable(self, node: VariableNode, block: Block, scope: Scope) -> None:
        found = value(node.filter_expression, block, scope, self.function)
        block.append(f"write(shown({found}, context))")

    def _if(self, node: IfNode, block: Block, scope: Scope) -> None:
        for asked, nodes in node.conditions_nodelists:
            body = Block()
            if asked is None:
                self.nodes(nodes, block, scope)
                return
            tried = Block()
            answer = condition(asked, tried, scope, self.function)
            block += ["try:", tried, "except VariableDoesNotExist:", Block([f"{answer} = None"])]
            self.nodes(nodes, body, scope)
            otherwise = Block()
            block += [f"if {answer}:", body, "else:", otherwise]
            block = otherwise

    def _for(self, node: ForNode, block: Block, scope: Scope) -> None:
        items = value(node.sequence, block, scope, self.function, missing="None")
        items = assigned(f"() if {items} is None else {items}", block, self.function)
        block += [f"if not hasattr({items}, '__len__'):", Block([f"{items} = list({items})"])]
        length = assigned(f"len({items})", block, self.function)
        around, body = Block(), Block()
        inner = Scope(around, scope)
        inner.loop = loop = Loop(self.function.name("f"), scope.loop)
        inner.names.pop("forloop", None)
        place, item = self.function.name("i"), self.function.name("v")
        if len(node.loopvars) == 1:
            inner.bind(node.loopvars[0], item)
        else:
            locals_ = [self.function.name("v") for _ in node.loopvars]
            body.append(f"{', '.join(locals_)} = unpacked({item}, {len(locals_)})")
            for name, local in zip(node.loopvars, locals_, strict=True):
                inner.bind(name, local)
        self.nodes(node.nodelist_loop, body, inner)
        if loop.is_used:
            parent = scope.loop.use() if scope.loop else "context['forloop'] if 'forloop' in context else {}"
            around.append(f"{loop.variable} = {{'parentloop': {parent}}}")
            body.insert(0, f"{loop.variable}.update({_counters(place, length)})")
        around += [f"for {place}, {item} in enumerate({f'reversed({items})' if node.is_reversed else items}):", body]
        empty = Block()
        self.nodes(node.nodelist_empty, empty, Scope(empty, scope))
        block += [f"if {length} < 1:", empty, "else:", around]

    def _with(self, node: WithNode, block: Block, scope: Scope) -> None:
        inside = Block()
        self.nodes(node.nodelist, inside, self._entered(node.extra_context, block, inside, scope))
        block += inside

    def _entered(self, given: dict, block: Block, inside: Block, scope: Scope) -> Scope:
        """A scope inside another with some variables more, whose values are worked out in the outer one."""
        found = {name: value(expression, block, scope, self.function) for name, expression in given.items()}
        entered = Scope(inside, scope)
        for name, result in found.items():
            entered.bind(name, assigned(result, block, self.function))
        return entered

    def _include(self, node: IncludeNode, block: Block, scope: Scope) -> None:
        named = node.template
        if named.is_var or named.filters or not isinstance(named.var, str) or node.isolated_context:
            self._other(node, block, scope)
            return
        name = construct_relative_path(node.origin.template_name, named.var)
        nodes = self.nodes_of(name)
        if name in self.inside or nodes.get_nodes_by_type((BlockNode, ExtendsNode)):
            self._other(node, block, scope)
            return
        self.inside.append(name)
        inside = Block()
        self.nodes(nodes, inside, self._entered(node.extra_context, block, inside, scope))
        self.inside.pop()
        block += inside

    def _url(self, node: URLNode, block: Block, scope: Scope) -> None:
        if node.asvar:
            self._other(node, block, scope)
            return
        args, kwargs = self._arguments(node, block, scope)
        name = value(node.view_name, block, scope, self.function)
        call = f"url(context, {name}, [{', '.join(args)}], {{{', '.join(kwargs)}}})"
        block.append(f"write(escaped({call}))")

    def _simple(self, node: SimpleNode, block: Block, scope: Scope) -> None:
        if node.takes_context or node.target_var is not None:
            self._other(node, block, scope)
            return
        args, _ = self._arguments(node, block, scope)
        named = (f"{name}={value(each, block, scope, self.function)}" for name, each in node.kwargs.items())
        call = f"{self.function.constant(node.func)}({', '.join([*args, *named])})"
        block.append(f"write(escaped({call}))")

    def _arguments(self, node, block: Block, scope: Scope) -> tuple[list[str], list[str]]:
        args = [value(argument, block, scope, self.function) for argument in node.args]
        kwargs = (f"{name!r}: {value(each, block, scope, self.function)}" for name, each in node.kwargs.items())
        return args, list(kwargs)

    def _static(self, node: StaticNode, block: Block, scope: Scope) -> None:
        if node.varname:
            self._other(node, block, scope)
            return
        path = node.path
        if path.is_var or path.filters:
            block.append(f"write(static({value(path, block, scope, self.function)}))")
        else:  # worked out once, not in each turn of a loop
            block.append(f"write({self.function.before(f'static({path.var!r})')})")

    def _nothing(self, node: Node, block: Block, scope: Scope) -> None:
        pass


def _counters(place: str, length: str) -> str:
    return (
        f"counter0={place}, counter={place} + 1, revcounter={length} - {place}, revcounter0={length} - {place} - 1, "
        f"first={place} == 0, last={place} == {length} - 1"
    )


WRITERS = {
    VariableNode: Compiler._variable,
    IfNode: Compiler._if,
    ForNode: Compiler._for,
    WithNode: Compiler._with,
    IncludeNode: Compiler._include,
    URLNode: Compiler._url,
    SimpleNode: Compiler._simple,
    StaticNode: Compiler._static,
    LoadNode: Compiler._nothing,
    CommentNode: Compiler._nothing,
}
