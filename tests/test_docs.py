"""README and documentation: set-up commands, links, transcripts of the shell, and that nothing shown is left unrun.

Python examples are doctests, which pytest collects from the pages themselves.
"""

import inspect
import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from commands import run
from thorough import full_check

import symconv
from symconv import errors
from symconv.cli import main
from symconv.figures import Figure
from symconv.library.table import table
from symconv.worked import WorkedExample

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
DOCS = sorted(path for path in (ROOT / "docs").rglob("*.md") if "_build" not in path.parts)
PAGES = [README, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *DOCS]

FENCE = re.compile(r"^(`{3,})([^\n`]*)\n(.*?)^\1$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ (?:.*\\\n)*.*\n", re.MULTILINE)
FIRST = re.compile(r"(symconv [^|&;<>$]*)(?:(\||&&)(.*))?", re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)


def blocks(path, language):
    """Return the content of every fenced block of a language on a page."""
    return [
        body
        for _, name, body in FENCE.findall(path.read_text(encoding="utf-8"))
        if name == language
    ]


def name(path):
    return str(path.relative_to(ROOT))


def each(paths):
    return pytest.mark.parametrize("path", paths, ids=name)


def many_commands(path):
    """Return the page, left to the full check where it shows many commands."""
    long = sum(len(COMMAND.findall(block)) for block in blocks(path, "console")) > 12
    return pytest.param(path, marks=full_check) if long else path


# ---- the shell


@pytest.fixture
def terminal(shell, monkeypatch, tmp_path):
    """A function that returns what a terminal shows of a line: its first command runs in this process, which is quicker."""
    monkeypatch.chdir(tmp_path / "here")

    def show(line):
        first = FIRST.fullmatch(line)
        if first is None:
            return shell(line)
        command, then, rest = first.groups()
        done = run(*shlex.split(command.replace("\\\n", " "))[1:], terminal_width=78)
        if then == "|":
            return done.stderr + shell(rest, done.stdout)
        return done.output + (shell(rest) if then and not done.exit_code else "")

    return show


@pytest.fixture
def shell(tmp_path):
    """A function that runs a line in a shell whose ``symconv`` is this package, and returns what a terminal shows."""
    (tmp_path / "programs").mkdir()
    program = tmp_path / "programs" / "symconv"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m symconv "$@"\n')
    program.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "80",
    }
    (tmp_path / "here").mkdir()

    def run(line, stdin=None):
        result = subprocess.run(
            ["bash", "-c", line],
            cwd=tmp_path / "here",
            env=environment,
            timeout=120,
            check=False,
            encoding="utf-8",
            input=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        return result.stdout

    return run


def transcript(block, run):
    """Return a console block with what its commands really print."""
    return "".join(command + run(command[2:]) for command in COMMAND.findall(block))


@each([many_commands(path) for path in PAGES if blocks(path, "console")])
def test_commands_print_what_the_page_shows(path, terminal):
    written = blocks(path, "console")
    assert all(block.startswith("$ ") and "$ symconv " in block for block in written)
    assert [transcript(block, terminal) for block in written] == written


def test_a_wrong_transcript_is_noticed(terminal):
    right = "$ symconv size --input-size 1 --kernel-size 3 --output-size 3 --solve padding\npadding = 0\n"
    assert transcript(right, terminal) == right
    assert transcript(right.replace("= 0", "= 1"), terminal) == right
    assert transcript("$ symconv nothing; echo \\\n$?\n", terminal).endswith("\n2\n")


# ---- nothing is left unrun


@each(PAGES)
def test_every_block_is_of_a_kind_that_is_run_or_needs_no_running(path):
    kinds = {kind for _, kind, _ in FENCE.findall(path.read_text(encoding="utf-8"))}
    ours = {kind for kind in kinds if kind.startswith("{symconv} ")}  # run when the pages are built
    assert kinds - ours <= {
        "console",
        "python",
        "bash",
        "math",
        "latex",
        "text",
        "{toctree}",
        "{eval-rst}",
        "{methods} ConvTranspose",
        "{methods} Conv",
        "{theorems}",
    }
    # Before the closing fence an example needs an empty line, or the fence would be read as its
    # expected output.
    assert all(
        block.startswith(">>> ") and block.endswith("\n\n") for block in blocks(path, "python")
    )
    assert "bash" not in kinds or path.parent == ROOT


def test_every_page_is_collected_by_pytest(pytestconfig):
    assert {"README.md", "CONTRIBUTING.md", "docs"} <= set(pytestconfig.getini("testpaths"))
    assert "--doctest-glob=*.md" in pytestconfig.getini("addopts")


# ---- set-up


def test_the_two_set_up_commands_stand_in_blocks_of_their_own():
    expected = [
        "pip install . && symconv book -o chapter\n",
        'pip install -e ".[test]" && pytest\n',
    ]
    assert blocks(README, "bash") == expected


def test_the_full_check_runs_the_test_command_of_the_readme():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert blocks(README, "bash")[1].strip() in script.read_text(encoding="utf-8")
    subprocess.run(["bash", "-n", script], check=True)


def test_what_others_read_of_the_project_is_what_it_says_of_itself():
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"version: {symconv.__version__}\n" in citation
    assert f"license: {about['license']}\n" in citation
    assert f"- name: {about['authors'][0]['name']}\n" in citation
    assert about["description"].lower() in citation.lower()
    workflow = (ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8")
    for command in blocks(README, "bash")[1].strip().split(" && "):
        assert f"- run: {command}\n" in workflow
    assert f'["{about["requires-python"].removeprefix(">=")}", ' in workflow
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert "- run: .ci/run\n" in workflow


def test_the_figure_is_the_one_that_the_program_draws():
    stored = (ROOT / "docs" / "static" / "seed-1d.svg").read_text(encoding="utf-8")
    drawn = run("example", "seed-1d", "--format", "svg").stdout
    assert stored == drawn.replace(r" -\-format svg", "")


def test_what_the_first_screen_shows_is_what_the_commands_print(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = re.findall(
        r"^\| `(symconv [^|]*)` \| (.*) \|$", README.read_text(encoding="utf-8"), re.M
    )
    assert len(rows) >= 5
    for command, shown in rows:
        done = run(*shlex.split(command)[1:])
        assert done.exit_code == 0, command
        for quoted in re.findall(r"\$?`([^`]+)`\$?", shown):
            assert quoted in done.stdout, command


def test_the_pictures_of_the_gallery_are_those_that_the_program_draws():
    gallery = ROOT / "docs" / "gallery.md"
    text = gallery.read_text(encoding="utf-8")
    commands = re.findall(r"^\$ (symconv example .*--format svg) -o (\S+)$", text, re.M)
    stored = sorted(path.name for path in (ROOT / "docs" / "static" / "gallery").iterdir())
    assert sorted(name for _, name in commands) == stored
    for command, name in commands:
        drawn = run(*shlex.split(command)[1:]).stdout
        picture = (ROOT / "docs" / "static" / "gallery" / name).read_text(encoding="utf-8")
        assert picture == drawn, name
        assert f"](static/gallery/{name})" in text


def test_the_table_of_theorems_has_the_library():
    rows = re.findall(r"^\| `([^`]+)` \| \$(.+?)\$ \| .*\|$", table(), re.M)
    assert [row[0] for row in rows] != []
    assert {row[0] for row in rows} == set(symconv.theorems())
    shown = dict(rows)["nearest-neighbour"]
    statement = run("prove", "nearest-neighbour", "--show", "statement", "--format", "latex").stdout
    assert shown in statement
    page = (ROOT / "docs" / "reference" / "theorems.md").read_text(encoding="utf-8")
    assert page.endswith("```{theorems}\n```\n")


def test_the_displayed_sum_is_the_printed_one():
    """The page of letters shows a sum as LaTeX and as it looks; the doctest holds the first, this the second."""
    text = (ROOT / "docs" / "howto" / "letters.md").read_text(encoding="utf-8")
    [shown] = re.findall(r"^\$\$(.*)\$\$$", text, re.MULTILINE)
    assert f"\n{shown}\n" in text


# ---- links


def prose(path):
    """Return a page without code."""
    return re.sub(r"`[^`\n]*`", "code", FENCE.sub("", path.read_text(encoding="utf-8")))


def anchors(path):
    """Return what a link to a heading of a page is spelled like."""
    headings = HEADING.findall(FENCE.sub("", path.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(path):
    links = [
        link.partition("#") for link in LINK.findall(prose(path)) if not link.startswith("https://")
    ]
    targets = [
        ((path.parent / file).resolve() if file else path, anchor) for file, _, anchor in links
    ]
    return [
        f"{t}#{anchor}"
        for t, anchor in targets
        if not t.is_file() or (anchor and anchor not in anchors(t))
    ]


@each(PAGES)
def test_links_lead_somewhere(path):
    assert broken_links(path) == []


def test_broken_links_are_noticed(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "# A Title\n[a](page.md#a-title) [b](#b) [c](c.md) `[d](d.md)`\n", encoding="utf-8"
    )
    assert [link.removeprefix(str(tmp_path)) for link in broken_links(page)] == [
        "/page.md#b",
        "/c.md#",
    ]


# ---- the reference is complete


def directives(path):
    return set(
        re.findall(r"^\.\. auto\w+:: ([\w.]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    )


def test_every_public_name_is_in_the_reference():
    pages = [ROOT / "docs/reference/python.md", ROOT / "docs/reference/proofs.md"]
    assert {f"symconv.{public}" for public in symconv.__all__} <= set().union(
        *map(directives, pages)
    )


@pytest.mark.parametrize("kind", [WorkedExample, Figure])
def test_every_method_of_what_is_printed_is_in_the_reference(kind):
    text = (ROOT / "docs/reference/python.md").read_text(encoding="utf-8")
    (listed,) = re.findall(rf"autoclass:: [\w.]*\b{kind.__name__}\(\)\n   :members: (.*)", text)
    methods = {
        name
        for name, value in vars(kind).items()
        if inspect.isfunction(value) and not name.startswith("_")
    }
    assert methods <= set(listed.split(", "))


def test_every_error_is_in_the_reference():
    path = ROOT / "docs/reference/errors.md"
    assert "symconv.errors" in directives(path)
    raised = {
        name
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, errors.SymconvError)
    }
    assert {kind for kind in raised if f"`{kind}`" in path.read_text(encoding="utf-8")} == raised


def test_every_command_is_in_the_reference():
    shown = "".join(blocks(ROOT / "docs/reference/command-line.md", "console"))
    assert {
        command for command in main.commands if f"$ symconv {command} --help\n" in shown
    } == set(main.commands)


def test_every_module_is_in_the_table_of_contributing():
    rows = re.findall(
        r"^\| (`.+`) \|", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    package = Path(symconv.__file__).parent
    modules = {
        path.stem
        for path in package.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").is_file()
    }
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == modules - {
        "__init__",
        "__main__",
    }
