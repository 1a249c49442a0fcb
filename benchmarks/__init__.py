"""What symconv is measured by: each work beside its rivals, in turn, in one run. Nothing here passes or fails a test."""
