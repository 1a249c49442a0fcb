"""Values that proofs rest on cannot be changed once they are made."""

from dataclasses import is_dataclass
from importlib import import_module

from mutation.tables import TESTS


def test_values_of_the_trusted_base_are_frozen():
    modules = [import_module(f"symconv.{label}") for label in TESTS]
    kinds = {kind for module in modules for kind in vars(module).values() if isinstance(kind, type)}
    values = set(filter(is_dataclass, kinds))
    assert {"Sum", "Interval", "Point", "Recorded", "Parts"} <= {value.__name__ for value in values}
    assert [value for value in values if not value.__dataclass_params__.frozen] == []
