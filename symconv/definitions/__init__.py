"""Layers, operations and geometry, each defined once."""
