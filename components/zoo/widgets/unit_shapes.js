// How one unit of each kind of cell is drawn, in a room from 0 to 1. A line is as thick as what flows in it is large; a
// valve is filled as far as its number goes. Values that are not in the trace are worked out from it.
const [KEPT, JOIN, VALVES, HIGH, WIRES] = [0.16, 0.33, 0.45, 0.22, 0.84] // heights: what is kept, where it joins, valves, inputs
const [F, I, S, G, O, OUT] = [0.14, 0.38, 0.49, 0.6, 0.84, 0.95] // across, of an LSTM
const [Z, R, N] = [0.2, 0.47, 0.76] // of a GRU

const UNIT_SHAPES = {
  RNN: {
    valves: [["hidden", "tanh", 0.5]],
    gates: [],
    paths: {
      before: [
        [0, KEPT],
        [0.22, KEPT],
        [0.22, WIRES],
      ],
      hidden: [
        [0.58, VALVES + HIGH / 2],
        [0.8, VALVES + HIGH / 2],
        [0.8, KEPT],
        [1, KEPT],
      ],
    },
    nodes: [],
    worked: () => ({}),
    labels: [
      ["h before", "before", 0, KEPT, "start"],
      ["h", "hidden", 1, KEPT, "end"],
    ],
    sums: ({ hidden }, say) => [["h", "tanh(W x + U h before + b)", hidden]],
    memory: "h is all that it keeps, and every step makes it anew.",
  },
  LSTM: {
    valves: [
      ["forget", "f", F],
      ["input", "i", I],
      ["candidate", "g", G],
      ["output", "o", O],
    ],
    gates: ["forget", "input", "output"],
    paths: {
      before: [
        [0, KEPT],
        [F, KEPT],
      ],
      kept: [
        [F, KEPT],
        [S, KEPT],
      ],
      cell: [
        [S, KEPT],
        [1, KEPT],
      ],
      added: [
        [S, JOIN],
        [S, KEPT],
      ],
      forget: [
        [F, VALVES],
        [F, KEPT],
      ],
      input: [
        [I, VALVES],
        [I, JOIN],
        [S, JOIN],
      ],
      candidate: [
        [G, VALVES],
        [G, JOIN],
        [S, JOIN],
      ],
      squashed: [
        [OUT, KEPT],
        [OUT, JOIN],
      ],
      output: [
        [O, VALVES],
        [O, JOIN],
        [OUT, JOIN],
      ],
      hidden: [
        [OUT, JOIN],
        [OUT, WIRES],
        [1, WIRES],
      ],
    },
    nodes: [
      ["×", F, KEPT],
      ["+", S, KEPT],
      ["×", S, JOIN],
      ["×", OUT, JOIN],
    ],
    worked: ({ forget, before, input, candidate, cell }) => ({
      kept: forget * before,
      added: input * candidate,
      squashed: Math.tanh(cell),
    }),
    labels: [
      ["c before", "before", 0, KEPT, "start"],
      ["c", "cell", 1, KEPT, "end"],
      ["h", "hidden", 1, WIRES, "end", 1.3],
    ],
    sums: ({ forget, before, input, candidate, cell, output, hidden }, say) => [
      ["c", `f · c before + i · g = ${say(forget)} · ${say(before)} + ${say(input)} · ${say(candidate)}`, cell],
      ["h", `o · tanh c = ${say(output)} · ${say(Math.tanh(cell))}`, hidden],
    ],
    memory: "c is the memory: the forget gate keeps it, the input gate adds to it.",
  },
  GRU: {
    valves: [
      ["update", "z", Z],
      ["reset", "r", R],
      ["candidate", "n", N],
    ],
    gates: ["update", "reset", "rest"],
    paths: {
      before: [
        [0, KEPT],
        [Z, KEPT],
      ],
      kept: [
        [Z, KEPT],
        [N, KEPT],
      ],
      hidden: [
        [N, KEPT],
        [1, KEPT],
      ],
      update: [
        [Z, VALVES],
        [Z, KEPT],
      ],
      rest: [
        [Z, JOIN],
        [N, JOIN],
      ],
      candidate: [
        [N, VALVES],
        [N, JOIN],
      ],
      added: [
        [N, JOIN],
        [N, KEPT],
      ],
      reset: [
        [R, VALVES + HIGH / 2],
        [N, VALVES + HIGH / 2],
      ],
    },
    nodes: [
      ["×", Z, KEPT],
      ["+", N, KEPT],
      ["×", N, JOIN],
      ["×", (R + N) / 2, VALVES + HIGH / 2],
    ],
    worked: ({ update, before, candidate }) => ({
      kept: update * before,
      rest: 1 - update,
      added: (1 - update) * candidate,
    }),
    labels: [
      ["h before", "before", 0, KEPT, "start"],
      ["h", "hidden", 1, KEPT, "end"],
      ["1 − z", "rest", (Z + N) / 2, JOIN, "middle"],
    ],
    sums: ({ update, before, candidate, hidden }, say) => [
      ["n", "tanh(W x + r · U h before + b)", candidate],
      [
        "h",
        `z · h before + (1 − z) · n = ${say(update)} · ${say(before)} + ${say(1 - update)} · ${say(candidate)}`,
        hidden,
      ],
    ],
    memory: "h is the memory: one gate z keeps it, and lets in what it doesn’t keep.",
  },
}
