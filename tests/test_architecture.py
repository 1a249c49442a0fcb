"""The shape of the package: who imports whom, what is never written, and a public face that loads nothing."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

import symconv

ROOT = Path(symconv.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))

# A room imports from itself and from those in the rows above it; CONTRIBUTING shows the same list.
ROOMS = [
    ("errors", "files", "version"),
    ("language",),
    ("definitions",),
    ("data",),
    ("formulas",),
    ("symbolic", "operations"),
    ("layers",),
    ("sweep",),
    ("proof",),
    ("library",),
    ("dialects",),
    ("figures",),
    ("pages",),
    ("worked",),
    ("book",),
    ("cli",),
    ("sphinx",),
]
ORDER = [room for row in ROOMS for room in row]
FACE = {"symconv", "symconv.__main__"}
LEAN = ["language", "definitions"]
# Every name of a file or a class that occurs more than once, and the one thing it means everywhere.
SHARED_NAMES = {
    "arrays": "arrays as users give them and get them back",
    "channels": "channels, groups and batches: defined, stated, explained",
    "creation": "tensors made of sizes alone",
    "export": "every piece as a file of its own; the command is named after what it runs",
    "flattening": "several axes as one and back: pixel shuffles, windows as columns",
    "interpolation": "cells between the cells of an input: the kernels, and what is said of them",
    "latex": "what is said, as LaTeX",
    "letters": "letters for sizes",
    "operations": "what is done to tensors besides convolving them",
    "shell_command": "the line for the shell that makes the same thing again",
    "sizes": "sizes that are expressions in letters",
    "statement": "what a theorem states",
    "text": "what is said, as plain text",
    "verify": "the sweep; the command is named after what it runs",
    "Phase": "the cells of the canvas with one remainder by the stride, a convolution at unit stride",
    "Stretched": "the input with zeros between its cells, under the reversed kernel",
}
# Expressions on a line of code, at most: in all, and in a room.
MOST_IN_ALL, MOST_IN_A_ROOM = 5.2, 6.0


@dataclass(frozen=True)
class Import:
    """One import statement's target; lazy where it stands in a function."""

    module: str
    lazy: bool


def name_of(path):
    """Return the dotted name of a file of the package."""
    parts = ("symconv", *path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules():
    """Return every file of the package as a tree of Python, by its dotted name."""
    return {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in FILES}


@cache
def nodes(tree):
    """Return every node of a tree of Python: trees are walked once, and asked often."""
    return tuple(ast.walk(tree))


def imports(tree, lazy=False):
    """Yield every import in a tree of Python; those for type checkers alone run never."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from (Import(alias.name, lazy) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative import"
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (Import(name if name in modules() else node.module, lazy) for name in inner)
        else:
            yield from imports(node, lazy or isinstance(node, ast.FunctionDef | ast.Lambda))


@cache
def imported(module):
    """Return every import of a file of the package."""
    return list(imports(modules()[module]))


def occurring_twice(names):
    """Return the names that occur more than once."""
    return {name for name, count in Counter(names).items() if count > 1}


def test_a_name_that_occurs_twice_is_listed_with_its_one_meaning():
    files = [path.stem for path in FILES if path.stem != "__init__"]
    trees = modules().values()
    classes = [n.name for tree in trees for n in nodes(tree) if isinstance(n, ast.ClassDef)]
    assert occurring_twice(files) | occurring_twice(classes) == set(SHARED_NAMES)
    assert occurring_twice(["Piece", "Row", "Piece"]) == {"Piece"}


def unit(module):
    """Return the file or folder right under the package."""
    return module.split(".")[1]


def test_every_module_has_its_place():
    assert {unit(module) for module in modules() if module not in FACE} == set(ORDER)


@pytest.mark.parametrize("name", ORDER[: ORDER.index("cli")])
def test_imports_point_one_way(name):
    allowed = ORDER[: ORDER.index(name) + 1]
    wrong = [
        f"{module} imports {found.module}"
        for module in modules()
        if module not in FACE and unit(module) == name
        for found in imported(module)
        if found.module in modules()
        and (found.module == "symconv" or unit(found.module) not in allowed)
    ]
    assert wrong == []


def lean():
    """Return every module that must do without SymPy and NumPy."""
    in_rooms = (module for module in map(name_of, FILES) if module.count(".") > 1)
    return [module for module in in_rooms if unit(module) in LEAN]


def cycles(graph):
    """Return the nodes that lie on a cycle: take away what imports nothing that is left, again and again."""
    left = {node: set(targets) for node, targets in graph.items()}
    while free := [node for node, targets in left.items() if not targets & set(left)]:
        for node in free:
            del left[node]
    return set(left)


def test_no_import_cycle_lazy_imports_counted():
    graph = {
        module: {found.module for found in imported(module)} - {module}
        for module in modules()
        if module not in FACE
    }
    assert cycles(graph) == set()


def test_a_cycle_would_be_noticed():
    assert cycles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == {"a", "b", "c"}
    assert cycles({"a": {"b"}, "b": {"c"}, "c": set()}) == set()


def reached(module):
    """Return all that a module imports, directly or not, lazily or not."""
    found, open_modules = set(), [module]
    while open_modules:
        for target in imported(open_modules.pop()):
            if target.module not in found:
                found.add(target.module)
                open_modules += [target.module] if target.module in modules() else []
    return found


@pytest.mark.parametrize("name", [*lean(), "symconv.proof.kernel", "symconv.proof.trusted.solvers"])
def test_sympy_and_numpy_stay_out_of_what_is_proved(name):
    found = {module.split(".")[0] for module in reached(name)}
    assert "__future__" in found
    assert not found & {"sympy", "numpy"}


def test_the_kernel_reaches_language_trusted_folder_solvers_and_the_standard_library_alone():
    beside = {*sys.stdlib_module_names, "cvc5", "z3"}
    found = {m for m in reached("symconv.proof.kernel") if m.split(".")[0] not in beside}
    ours = ("symconv.errors", "symconv.language.", "symconv.proof.trusted.")
    assert "symconv.proof.trusted.statement" in found
    assert {module for module in found if not module.startswith(ours)} == set()


def calls(tree, names):
    """Return the calls of functions of these names."""
    found = (
        n.func.id for n in nodes(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
    )
    return [name for name in found if name in names]


def catches_all(node):
    """Return whether an ``except`` catches whatever comes."""
    return isinstance(node, ast.ExceptHandler) and (
        node.type is None or ast.unparse(node.type) in ("Exception", "BaseException")
    )


NEVER = {
    "assert": lambda tree: [n.lineno for n in nodes(tree) if isinstance(n, ast.Assert)],
    "global": lambda tree: [
        n.lineno for n in nodes(tree) if isinstance(n, ast.Global | ast.Nonlocal)
    ],
    "except Exception": lambda tree: [n.lineno for n in nodes(tree) if catches_all(n)],
    "eval": lambda tree: calls(tree, {"eval", "exec", "compile", "sympify", "parse_expr"}),
    "import *": lambda tree: [
        n.lineno for n in nodes(tree) if isinstance(n, ast.alias) and n.name == "*"
    ],
}


@pytest.mark.parametrize("what", NEVER)
def test_never_written(what):
    assert {
        module: found for module, tree in modules().items() if (found := NEVER[what](tree))
    } == {}


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("assert", "def f(x):\n    assert x"),
        ("global", "def f():\n    global x"),
        ("except Exception", "try:\n    f()\nexcept Exception:\n    pass"),
        ("except Exception", "try:\n    f()\nexcept:\n    pass"),
        ("eval", "x = eval('1')"),
        ("import *", "from math import *"),
    ],
)
def test_it_would_be_noticed(what, text):
    assert NEVER[what](ast.parse(text))


def test_temporary_folders_go_with_the_process_that_made_them():
    """`scratch_folder` sees to that; the solvers keep the question on which they disagree, on purpose."""
    makers = {name for name in modules() for each in imported(name) if "tempfile" in each.module}
    assert makers == {"symconv.files", "symconv.proof.trusted.solvers"}


COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def nested(tree):
    """Return the lines at which a comprehension holds another one."""
    outer = [node for node in nodes(tree) if isinstance(node, COMPREHENSIONS)]
    return [
        node.lineno
        for node in outer
        if sum(isinstance(inner, COMPREHENSIONS) for inner in ast.walk(node)) > 1
    ]


def test_no_comprehension_stands_inside_another():
    found = {module: nested(tree) for module, tree in modules().items()}
    assert {module: lines for module, lines in found.items() if lines} == {}


def code_lines(text, tree):
    """Return how many lines hold code: neither blank, nor a comment, nor in a docstring."""
    without = set()
    for node in nodes(tree):
        has_docstring = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        if has_docstring and ast.get_docstring(node) is not None:
            docstring = node.body[0]
            without.update(range(docstring.lineno, docstring.end_lineno + 1))
    lines = enumerate(map(str.strip, text.splitlines()), 1)
    return sum(bool(line) and line[0] != "#" and n not in without for n, line in lines)


@cache
def expressions_and_lines(path):
    """Return how many expressions a file holds, and how many lines of code."""
    text = path.read_text(encoding="utf-8")
    tree = modules()[name_of(path)] if path.is_relative_to(ROOT) else ast.parse(text)
    return sum(isinstance(node, ast.expr) for node in nodes(tree)), code_lines(text, tree)


def density(paths):
    """Return how many expressions stand on a line of code."""
    expressions, lines = zip(*map(expressions_and_lines, paths), strict=True)
    return sum(expressions) / max(1, sum(lines))


@pytest.mark.parametrize("room", [name for name in ORDER if (ROOT / name).is_dir()])
def test_a_line_of_a_room_holds_one_idea(room):
    assert density((ROOT / room).rglob("*.py")) <= MOST_IN_A_ROOM


def test_a_line_of_the_package_holds_one_idea():
    assert density(FILES) <= MOST_IN_ALL


def test_packed_lines_would_be_noticed(tmp_path):
    packed = tmp_path / "packed.py"
    packed.write_text('"""Text.\n\nMore."""\n\n# a comment\nx = [a + b for a in c for b in d]\n')
    assert density([packed]) == 1 + 9  # the text, and what stands on the line of code
    assert nested(ast.parse("x = [[b for b in a] for a in c]")) == [1]
    assert nested(ast.parse("x = [a for a in c]; y = [b for b in d]")) == []


def python(text):
    """Return what a fresh Python prints."""
    done = subprocess.run(
        [sys.executable, "-c", text], capture_output=True, text=True, check=True, cwd=ROOT.parent
    )
    return done.stdout.strip()


def test_importing_the_package_imports_neither_sympy_nor_numpy():
    heavy = "print(sorted({'sympy', 'numpy', 'z3', 'cvc5', 'rich'} & set(sys.modules)))"
    assert python(f"import sys, symconv; {heavy}") == "[]"
    assert python(f"import sys, symconv; symconv.sizes; {heavy}") == "['numpy', 'sympy']"


def test_what_is_proved_runs_without_sympy():
    modules = ", ".join(lean())
    assert (
        python(f"import sys, {modules}; print('sympy' in sys.modules, 'numpy' in sys.modules)")
        == "False False"
    )


def test_the_public_face_is_whole_and_one_screen_in_groups():
    text = (ROOT / "__init__.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 100
    assert text.count("\n    # ") >= 5
    assert len(set(symconv.__all__)) == len(symconv.__all__)
    assert set(symconv.__all__) <= set(dir(symconv))
    assert all(callable(getattr(symconv, name)) for name in symconv.__all__)


def test_the_public_face_has_the_names_of_the_interface():
    names = "tensor sizes ones Conv ConvTranspose flip stretch crop subsample inner total Equal AtMost Divides verify"
    assert set(names.split()) <= set(symconv.__all__)


def test_other_names_are_no_attributes():
    with pytest.raises(AttributeError, match="module 'symconv' has no attribute 'deconvolve'"):
        symconv.deconvolve
