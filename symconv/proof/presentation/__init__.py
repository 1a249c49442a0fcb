"""Theorems as a page says them: statement, proof and derivation, in every medium."""
