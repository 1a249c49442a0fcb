"""Derivations: from one side of a claim to the other in small steps, each of which the kernel proves."""
