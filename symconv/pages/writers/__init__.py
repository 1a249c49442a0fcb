"""One writer for each format: what a list of blocks is there."""
