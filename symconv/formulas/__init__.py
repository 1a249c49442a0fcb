"""Results, steps and formulas as LaTeX, plain text, MathML and pages.

A printer writes from the cells themselves, in book order, and keeps the expression beside its text:
nothing here reads LaTeX back.
"""
