"""Theorems as files, and their check."""
