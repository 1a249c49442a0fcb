"""SymPy, NumPy and lists, in and out."""
