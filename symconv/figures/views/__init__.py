"""The views of a layer, one figure each."""
