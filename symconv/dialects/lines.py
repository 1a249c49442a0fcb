"""One line of text as a layer: ``torch: k=3 s=2 p=1 op=1``, or the call as people write it.

A call is parsed, never run: names with dots, numbers, strings, ``True``, ``False``, ``None``, lists
and tuples are read, and nothing else.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Sequence
from typing import Any

from symconv.dialects.dialect_names import ALIASES, RELATIVES, module
from symconv.dialects.port import Port
from symconv.errors import GeometryError, shown

_MOST = 2000
_CELL = re.compile(r"-?[0-9]{1,9}")
_TENSORS = {
    "input",
    "inputs",
    "weight",
    "filters",
    "kernel",
    "lhs",
    "rhs",
    "outputs",
    "op_type",
    "activation",
    "name",
}
_LONGER: dict[
    str, dict[str, str | None]
] = {  # words of a call that its reader has another name for
    "jax": {"features": "out_channels", "kernel_dilation": "rhs_dilation", "use_bias": "bias"},
    "torch": {"device": None, "dtype": None},
    "tensorflow": {"name": None},
    "keras": {"name": None, "activation": None, "kernel": None},
    "onnx": {"name": None, "op_type": None},
    "paddle": {"bias_attr": "bias", "name": None},
    "equinox": {"use_bias": "bias", "key": None, "dtype": None},
}


def read(text: Any, *, input_size: Any = None, **given: Any) -> Port:
    """Read a layer from one line of text.

    Parameters
    ----------
    text : str or Port
        ``"NAME: key=value ... word ..."`` with the framework's keywords or ``k s p op d g``, values
        like ``2``, ``2,3`` or ``1:2`` (a pair), and words like ``same``; or a call. A `Port` is
        returned as it is.
    input_size : int or tuple, optional
        The spatial input size, where it decides.
    **given
        Further keywords of the dialect's reader, as ``kernel_size=`` where a call does not say it.

    Returns
    -------
    Port

    Raises
    ------
    GeometryError
        If the text cannot be read, with the place, or the layer is not legal.

    Examples
    --------
    >>> read("torch: k=3 s=2 p=1 op=1").layer()
    ConvTranspose(3, stride=2, padding=1, output_padding=1)
    >>> read("nn.ConvTranspose2d(16, 8, 4, stride=2, padding=1)").layer()
    ConvTranspose((4, 4), stride=2, padding=1, channels=(16, 8))
    """
    if isinstance(text, Port):
        return text
    if not isinstance(text, str) or not text.strip() or len(text) > _MOST:
        raise GeometryError(
            f"a layer is {shown(text)}, but one line of text is needed, as in 'torch: k=3 s=2 p=1'"
        )
    head, rest = _headed(text.strip())
    if head:
        module(head)
        name = ALIASES[head.lower()]
        if rest.strip().endswith(")") and re.match(r"\s*[A-Za-z_][\w.]*\(", rest):
            name, words = _call(rest.strip(), name)
        else:
            words = _words(name, rest, text)
    else:
        name, words = _call(text.strip(), None)
    words |= {
        module(name).SHORT["k"] if word == "kernel_size" else word: value
        for word, value in given.items()
    }
    if input_size is not None:
        words["input_size"] = input_size
    reader: Callable[..., Port] = module(name).read
    known = set(inspect.signature(reader).parameters)
    unknown = [word for word in words if word not in known]
    if unknown:
        raise GeometryError(
            f"{shown(text)}: {unknown[0]!r} is no keyword of {name}; use {', '.join(sorted(known))}"
        )
    return reader(**words)


def _headed(text: str) -> tuple[str, str]:
    """Return the dialect in front of a line, with or without its colon, and the rest; of a call alone, nothing."""
    found = re.fullmatch(r"([A-Za-z]\w*)\s*(?::|\s|$)(?!\s*\()(.*)", text, re.DOTALL)
    return (found[1], found[2]) if found else ("", text)


def _words(name: str, rest: str, text: str) -> dict[str, Any]:
    """Return the keywords of ``key=value`` and words."""
    dialect = module(name)
    found: dict[str, Any] = {}
    for part in re.split(r"[\s,]+(?=[A-Za-z_]|[123]d\b)", rest.strip(" ,")):
        key, equals, value = part.partition("=")
        if equals:
            key, read_value = dialect.SHORT.get(key, key), _value(value, text)
            if key == "padding" and name == "jax" and isinstance(read_value, tuple):
                # pairs of a JAX padding: one pair alone counts for one axis
                read_value = list(read_value) if isinstance(read_value[0], tuple) else [read_value]
        elif key.lower() in dialect.WORDS:
            key, read_value = dialect.WORDS[key.lower()]
        elif re.fullmatch("[123]d", key.lower()):
            key, read_value = "axes", int(key[0])
        else:
            words = ", ".join(dialect.WORDS)
            raise GeometryError(
                f"{shown(text)}: {shown(part)} is neither key=value nor one of {words}, 1d, 2d, 3d"
            )
        if key in found:
            raise GeometryError(f"{shown(text)}: {key} is given twice")
        found[key] = read_value
    channels = found.pop("channels", None)
    if channels is not None:
        if not isinstance(channels, tuple) or len(channels) != 2:
            raise GeometryError(f"{shown(text)}: channels is {channels}, but IN,OUT is needed")
        found.update(zip((dialect.SHORT["in"], dialect.SHORT["out"]), channels, strict=True))
    return found


def _value(value: str, text: str) -> Any:
    if value.lower() in ("true", "false"):
        return value.lower() == "true"
    if value[:1] not in set("-0123456789(["):
        return value.strip("'\"")
    parts = re.split("[,x]", value.strip("()[]"))
    entries = []
    for part in parts:
        begin, colon, end = part.strip().partition(":")
        numbers = (begin, end) if colon else (begin,)
        if not all(_CELL.fullmatch(number) for number in numbers):
            raise GeometryError(
                f"{shown(text)}: {shown(part)} is not a whole number, as in 2, 2,3 or 1:2"
            )
        entries.append((int(begin), int(end)) if colon else int(begin))
    return entries[0] if len(entries) == 1 else tuple(entries)


def _call(text: str, dialect: str | None) -> tuple[str, dict[str, Any]]:
    """Return the dialect and the keywords of a call, without running anything."""
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        where = getattr(error, "offset", None)
        place = f" at character {where}" if where else ""
        raise GeometryError(
            f"{shown(text)} cannot be read{place}; write 'torch: k=3 s=2 p=1', or the call"
        ) from None
    if not isinstance(tree, ast.Call):
        raise GeometryError(
            f"{shown(text)} is neither a line as in 'torch: k=3 s=2 p=1' nor a call"
        )
    function = _dotted(tree.func, text)
    name = dialect or _dialect_of(function, text)
    short = function.split(".")[-1]
    calls: dict[str, Sequence[str]] = module(name).CALLS
    if short not in calls:
        raise GeometryError(
            f"{shown(text)}: {function} is no transposed convolution of {name}; known are {', '.join(calls)}"
        )
    places = calls[short]
    if len(tree.args) > len(places):
        raise GeometryError(
            f"{shown(text)}: {len(tree.args)} values without a keyword, but {function} takes "
            f"{len(places)} at most"
        )
    words = dict(zip(places, tree.args, strict=False))
    for keyword in tree.keywords:
        if keyword.arg is None or keyword.arg in words:
            raise GeometryError(f"{shown(text)}: {keyword.arg or '**'} cannot be read here")
        words[keyword.arg] = keyword.value
    return name, _arguments(name, short, words, text)


def _arguments(name: str, function: str, words: dict[str, ast.expr], text: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for word, node in words.items():
        is_tensor = word in _TENSORS or (word == "bias" and isinstance(node, ast.Name))
        if is_tensor and not (word == "filters" and name == "keras"):
            continue
        target = _LONGER.get(name, {}).get(word, word)
        if target is not None:
            found[target] = _literal(node, text)
    rank = re.search("[123]", function)
    if rank:
        found["axes"] = int(rank[0])
    if function in ("make_node", "ConvTranspose") and name == "onnx":
        kernel = found.get("kernel_shape")
        found["axes"] = len(kernel) if isinstance(kernel, list | tuple) else None
    return found


def _dialect_of(function: str, text: str) -> str:
    """Return the dialect that has a function of this name."""
    parts = function.split(".")
    last = parts[-1]
    for name in RELATIVES:
        if parts[0] in (name, {"mlx": "mx", "equinox": "eqx"}.get(name)):
            return name
    if "keras" in parts or re.fullmatch("Conv[123]DTranspose", last):
        return "keras"
    if "torch" in parts or re.fullmatch("ConvTranspose[123]d|conv_transpose[123]d", last):
        return "torch"
    if parts[0] in ("tf", "tensorflow") or re.fullmatch("conv[123]d_transpose", last):
        return "tensorflow"
    if parts[0] in ("jax", "lax", "flax") or (parts[0] == "nn" and last == "ConvTranspose"):
        return "jax"
    if parts[0] in ("onnx", "helper") or last == "ConvTranspose":
        return "onnx"
    raise GeometryError(
        f"{shown(text)}: no dialect has {function}; put its name in front, as in 'torch: ...'"
    )


def _dotted(node: ast.expr, text: str) -> str:
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value, text)}.{node.attr}"
    raise GeometryError(
        f"{shown(text)}: a call of a plain name is needed, as in nn.ConvTranspose2d"
    )


def _literal(node: ast.expr, text: str) -> Any:
    """Return a number, a string, ``True``, ``False``, ``None``, or a list or tuple of these."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | str | None):
        return node.value
    if isinstance(node, ast.Tuple | ast.List):
        return [_literal(entry, text) for entry in node.elts]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = _literal(node.operand, text)
        if isinstance(value, int):
            return -value
    raise GeometryError(
        f"{shown(text)}: {shown(ast.unparse(node))} is no number, string, list or tuple; write "
        "the value itself"
    )
