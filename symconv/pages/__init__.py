"""Formulas as pages, slides and things to try out."""
