"""Claims that look like a theorem of the library and are false: by theorem, each a claim and what is given."""

from importlib import import_module

from symconv.library.contents import FAMILIES

NEIGHBOURS = {
    name: rows
    for family in FAMILIES
    for name, rows in import_module(f"neighbours.{family}").NEIGHBOURS.items()
}
