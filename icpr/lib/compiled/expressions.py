"""Variables, filters and conditions of templates, written as Python."""

from django.template.base import FilterExpression, Variable, VariableDoesNotExist, template_localtime
from django.template.smartif import TokenBase
from django.utils.safestring import SafeData, mark_safe

from icpr.lib.compiled import values
from icpr.lib.compiled.code import Block, Function, Scope

RUNTIME = {
    "VariableDoesNotExist": VariableDoesNotExist,
    "template_localtime": template_localtime,
    "mark_safe": mark_safe,
    "SafeData": SafeData,
    **{name: getattr(values, name) for name in ("attr", "called", "escaped", "failed", "known", "root")},
    **{name: getattr(values, name) for name in ("root_or", "set_by", "shown", "static", "unpacked", "url", "MISSING")},
}


def value(found: FilterExpression, block: Block, scope: Scope, function: Function, missing: str = '""') -> str:
    """Writes the lines that resolve an expression, and gives the Python that names its value. `missing` is what a
    variable that does not exist stands for."""
    result = _variable_or(found.var, block, scope, function, missing) if found.is_var else function.constant(found.var)
    for filtering, arguments in found.filters:
        given = [_argument(*argument, scope, function) for argument in arguments]
        if getattr(filtering, "expects_localtime", False):
            result = assigned(f"template_localtime({result}, context.use_tz)", block, function)
        if getattr(filtering, "needs_autoescape", False):
            given.append("autoescape=True")
        done = assigned(f"{function.constant(filtering)}({', '.join([result, *given])})", block, function)
        if getattr(filtering, "is_safe", False):
            block.append(f"if isinstance({result}, SafeData):")
            block.append(Block([f"{done} = mark_safe({done})"]))
        result = done
    return result


def assigned(expression: str, block: Block, function: Function) -> str:
    name = function.name()
    block.append(f"{name} = {expression}")
    return name


def _argument(is_variable: bool, argument: object, scope: Scope, function: Function) -> str:
    if not is_variable:
        return function.constant(mark_safe(argument))
    return _variable(argument, scope, function)


def _variable(variable: Variable, scope: Scope, function: Function) -> str:
    """An expression that raises `VariableDoesNotExist` where Django's own does."""
    if variable.lookups is None or variable.translate:
        return f"{function.constant(variable)}.resolve(context)"
    first, *rest = variable.lookups
    expression = variable_expression(first, scope)
    for bit in rest:
        expression = f"attr({expression}, {bit!r})"
    return expression


def variable_expression(name: str, scope: Scope) -> str:
    """The Python for a variable of a template, without what follows its first point."""
    if name in ("True", "False", "None"):
        return name
    if name == "forloop" and scope.loop:
        return scope.loop.use()
    if name not in scope.names:
        return f"root(context, {name!r})"
    local = scope.names[name]
    plain = f"({local} if not callable({local}) else called({local}))"
    if name not in scope.unsure:
        return plain
    return f"({plain} if {local} is not MISSING else {scope.unsure[name]})"


def _variable_or(variable: Variable, block: Block, scope: Scope, function: Function, missing: str) -> str:
    name = function.name()
    if variable.lookups and len(variable.lookups) == 1 and not variable.translate:
        [lookup] = variable.lookups
        if (
            lookup not in scope.names
            and lookup not in ("True", "False", "None")
            and not (lookup == "forloop" and scope.loop)
        ):
            block.append(f"{name} = root_or(context, {lookup!r}, {missing})")
            return name
    block += ["try:", Block([f"{name} = {_variable(variable, scope, function)}"])]
    block += ["except Exception as error:", Block([f"{name} = failed(error, {missing})"])]
    return name


def condition(asked: TokenBase, block: Block, scope: Scope, function: Function) -> str:
    """Writes the lines that find whether a condition of `{% if %}` holds, and gives the name of the answer."""
    if asked.id == "literal":
        return value(asked.value, block, scope, function, missing="None")
    result, tried = function.name(), Block()
    first = condition(asked.first, tried, scope, function)
    if asked.id == "not":
        tried.append(f"{result} = not {first}")
    elif asked.id in ("and", "or"):
        otherwise = Block()
        second = condition(asked.second, otherwise, scope, function)
        otherwise.append(f"{result} = {second}")
        tried += [f"{result} = {first}", f"if {'' if asked.id == 'and' else 'not '}{result}:", otherwise]
    else:
        second = condition(asked.second, tried, scope, function)
        tried.append(f"{result} = {first} {asked.id} {second}")
    block += ["try:", tried, "except Exception:", Block([f"{result} = False"])]
    return result
