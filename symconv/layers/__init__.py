"""What a user holds on numbers: layers, their plans, and the engine that fills them."""
