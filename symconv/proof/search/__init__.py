"""How a proof is found. Nothing here is trusted."""
