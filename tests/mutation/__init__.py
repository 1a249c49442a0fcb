"""Mutation of the trusted base: one thing changed at a time, and the tests that have to notice."""
