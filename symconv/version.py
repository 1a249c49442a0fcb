"""The version of symconv, which headers of files name."""

__version__ = "0.1.0"
