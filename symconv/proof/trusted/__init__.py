"""What a theorem rests on besides the kernel: statements, ranges, encodings, and the two solvers."""
