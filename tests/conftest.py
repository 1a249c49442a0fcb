"""What holds for all tests."""

import gc

from thorough import CI

gc.set_threshold(
    50_000
)  # SymPy makes many small objects, and most of them stay: walking them took a tenth of the time


def pytest_collection_modifyitems(config, items):
    """Leave to the full check what is marked for it, and say so."""
    if CI:
        return
    left = [item for item in items if item.get_closest_marker("full_check")]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if not item.get_closest_marker("full_check")]
