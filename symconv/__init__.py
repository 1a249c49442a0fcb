"""symconv: exact transposed convolutions, computed, stated for all sizes, and printed."""

__version__ = "0.1.0"
