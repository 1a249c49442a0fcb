// One axis of a transposed convolution: what is legal, how large things are, and which products land where.
// It is the twin of symconv.definitions.geometry: tests/pages/test_explore.py compares the two on 2,000 settings.
// A setting has I (input size), k (kernel size), s (stride), p (padding at both ends), d (dilation), a (output padding).

/** Return the reach of the kernel, the size of the canvas and the size of the output. */
function sizes({ I, k, s, p, d, a }) {
  const reach = d * (k - 1) + 1;
  const full = s * (I - 1) + reach;
  return { reach, full, size: full - 2 * p + a };
}

/** Return what a setting must satisfy, in the order and in the words of Python; `field` is the letter to change. */
function demands({ I, k, s, p, d, a }) {
  const { full, size } = sizes({ I, k, s, p, d, a });
  const room = full + a - 1;
  const atLeast = (least, value, field, name) => ({
    field,
    holds: value >= least,
    text: `${name} is ${value}, but ${name} >= ${least} is needed; use ${least} or more`,
  });
  return [
    atLeast(1, k, "k", "kernel_size"),
    atLeast(1, s, "s", "stride"),
    atLeast(1, d, "d", "dilation"),
    atLeast(0, p, "p", "padding"),
    atLeast(0, a, "a", "output_padding"),
    {
      field: "a",
      holds: a < Math.max(s, d),
      text:
        `output_padding is ${a}, but output_padding < max(stride, dilation) = max(${s}, ${d}) is needed; ` +
        "use a smaller output padding, or a larger stride or dilation",
      enough: `a\u00a0≤\u00a0${Math.max(s, d) - 1}`,
    },
    {
      field: "I",
      holds: I >= 1,
      text: `the input size is ${I}, but input size >= 1 is needed; use 1 or more`,
    },
    {
      field: "p",
      holds: size >= 1,
      text:
        `the output size s(I-1)+d(k-1)+1-begin-end+a = ${s}*(${I}-1)+${d}*(${k}-1)+1-${p}-${p}+${a} = ${size}, ` +
        `but output size >= 1 is needed; begin and end padding together may take at most ${room}`,
      enough: `p\u00a0≤\u00a0${Math.floor(room / 2)}`,
    },
  ];
}

/**
 * Return the broken demand, or the sizes and every position of the canvas: the products {i, t} that land there, how
 * many they are, and the output cell it becomes (null where it is cropped). Everything counts from 0.
 */
function relation(setting) {
  const broken = demands(setting).find((demand) => !demand.holds);
  if (broken) return { broken };
  const { I, k, s, p, d, a } = setting;
  const { reach, full, size } = sizes(setting);
  const cells = Array.from({ length: Math.max(full, p + size) }, () => []);
  for (let i = 0; i < I; i++) for (let t = 0; t < k; t++) cells[s * i + d * t].push({ i, t });
  const output = cells.map((_, position) => (position >= p && position < p + size ? position - p : null));
  return { broken: null, reach, full, size, cells, counts: cells.map((cell) => cell.length), output };
}
