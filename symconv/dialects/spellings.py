"""The table of spellings: what each framework's words mean for the window ``(b, O)``, read off the readers themselves."""

from __future__ import annotations

from symconv.dialects.lines import read

ROWS = (
    ("PyTorch `padding=1`", "torch: s=2 p=1"),
    ("PyTorch `padding=1, output_padding=1`", "torch: s=2 p=1 op=1"),
    ("ONNX `pads=[0, 1]`", "onnx: s=2 p=0,1"),
    ("ONNX `SAME_UPPER`", "onnx: s=2 same_upper"),
    ("ONNX `SAME_LOWER`", "onnx: s=2 same_lower"),
    ("TensorFlow `SAME`, `O = s*I`", "tf: s=2 same"),
    ("TensorFlow `SAME`, `O = s*I - 1`", "tf: s=2 same remainder=1"),
    ("TensorFlow `VALID`", "tf: s=2 valid"),
    ("Keras `same`", "keras: s=2 same"),
    ("Keras `same`, `output_padding=1`", "keras: s=2 same op=1"),
    ("Keras `valid`", "keras: s=2 valid"),
    ("JAX `SAME`", "jax: s=2 same"),
    ("JAX `VALID`", "jax: s=2 valid"),
    ("JAX `padding=[(1, 2)]`", "jax: s=2 p=1:2"),
    ("JAX the same, `use_consistent_padding`", "jax: s=2 p=1:2 consistent"),
)
KERNELS = (3, 4)


def spellings() -> str:
    """Return a table in Markdown: begin and size of the output at stride 2, for an odd and an even kernel.

    Examples
    --------
    >>> print(spellings().splitlines()[2])
    | PyTorch `padding=1` | 1, 2I-1 | 1, 2I | (C_in, C_out/groups, k...) | no |
    """
    sizes = " | ".join(f"b, O at k={kernel}" for kernel in KERNELS)
    lines = [f"| spelling | {sizes} | kernel | reversed |", "| --- | --- | --- | --- | --- |"]
    rows = []
    for title, line in ROWS:
        ports = [read(f"{line} k={kernel}") for kernel in KERNELS]
        columns = []
        for port in ports:
            # where the window begins and its size, ``s*I`` and what is left
            (axis,) = port.axes_at()
            rest = axis.transposed_size(0)
            columns.append(
                f"{axis.begin}, {axis.stride}I{rest:+d}"
                if rest
                else f"{axis.begin}, {axis.stride}I"
            )
        windows = " | ".join(columns)
        layout = ports[0].layout
        turned = "yes" if layout.is_reversed else "no"
        rows.append(f"| {title} | {windows} | {layout.kernel_text()} | {turned} |")
    return "\n".join([*lines, *rows])
