"""What holds for all tests."""

import gc

gc.set_threshold(
    50_000
)  # SymPy makes many small objects, and most of them stay: walking them took a tenth of the time
