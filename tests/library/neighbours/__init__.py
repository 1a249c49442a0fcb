"""Claims that look like a theorem of the library and are false: by theorem, each a claim and what is given."""

from importlib import import_module

from symconv.library.contents import contents


def neighbours_of(name):
    """Return the false neighbours of a theorem; its family is loaded when it is asked for."""
    return by_theorem(contents()[name])[name]


def by_theorem(family):
    """Return those of a family."""
    return import_module(f"neighbours.{family}").NEIGHBOURS
