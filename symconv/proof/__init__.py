"""Proofs for all sizes: a small trusted kernel, two solvers behind it, and untrusted search in front of it."""
