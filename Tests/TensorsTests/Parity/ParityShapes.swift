import Tensors

/// The same elements in other places.
let parityShapes: [String: ParityFunction] = [
  "cat": { x, a in .concatenate(x, axis: try a.integer("axis")) },
  "expand": { x, a in x[0].expanded(to: try a.integers("shape")) },
  "flatten": { x, a in
    x[0].flattened(from: try a.integer("first"), through: try a.integer("last"))
  },
  "flip": { x, _ in x[0].flipped(axes: [0, 1]) },
  "flip_axes": { x, a in x[0].flipped(axes: try a.integers("axes")) },
  "pad": { x, a in try pad(x[0], a) },
  "permute": { x, a in x[0].permuted(try a.integers("perm")) },
  "repeat": { x, a in
    let repeats = try a.integers("reps")
    let lead = max(0, x[0].rank - repeats.count)
    return x[0].tiled([Int](repeating: 1, count: lead) + repeats)
  },
  "reshape": { x, a in x[0].reshaped(to: try a.integers("shape")) },
  "roll": { x, _ in x[0].rolled(by: 1, axis: 1) },
  "roll_axes": { x, a in
    x[0].rolled(by: try a.integers("shifts"), axes: try a.integers("axes"))
  },
  "slice": { x, a in try slice(x[0], a.text("s")) },
  "slice_step": { x, a in
    x[0].sliced(
      axis: try a.integer("axis"), from: try a.integer("start"), to: try a.integer("stop"),
      by: try a.integer("step"))
  },
  "split": { x, a in
    x[0].split(axis: try a.integer("axis"), sizes: [1, 2])[try a.integer("pick")]
  },
  "squeeze": { x, a in x[0].squeezed(axes: try a.integers("axes")) },
  "stack": { x, a in .stacked(x, axis: try a.integer("axis")) },
  "tril": { x, a in x[0].lowerTriangle(diagonal: try a.integer("k")) },
  "triu": { x, a in x[0].upperTriangle(diagonal: try a.integer("k")) },
  "unsqueeze": { x, a in x[0].unsqueezed(axes: try a.integers("axes")) },
]

/// Elements that indices choose.
let parityIndexing: [String: ParityFunction] = [
  "embedding": { x, _ in x[1].embedding(x[0]) },
  "gather": { x, a in x[0].gathered(axis: try a.integer("axis"), at: x[1]) },
  "index_add": { x, a in x[0].indexAdded(axis: try a.integer("axis"), at: x[2], x[1]) },
  "index_select": { x, a in x[0].indexSelected(axis: try a.integer("axis"), at: x[1]) },
  "one_hot": { x, a in x[0].oneHot(depth: try a.integer("depth")) },
  "scatter_add": { x, a in x[0].scatterAdded(axis: try a.integer("axis"), at: x[2], x[1]) },
]

/// PyTorch lists padding from the last axis on: before and after it, then for the axis before it.
private func pad(_ x: Tensor, _ attributes: ParityAttributes) throws -> Tensor {
  let pads = try attributes.integers("pads")
  var before = [Int](repeating: 0, count: x.rank)
  var after = before
  for pair in 0..<pads.count / 2 {
    before[x.rank - 1 - pair] = pads[2 * pair]
    after[x.rank - 1 - pair] = pads[2 * pair + 1]
  }
  switch try attributes.text("mode") {
  case "constant":
    return x.padded(before: before, after: after, .constant(attributes.number("value") ?? 0))
  case "reflect": return x.padded(before: before, after: after, .reflect)
  case "replicate": return x.padded(before: before, after: after, .edge)
  case let other: throw ParityProblem("no padding mode \(other)")
  }
}

/// The subscripts of the fixtures, as Python prints them.
private func slice(_ x: Tensor, _ index: String) throws -> Tensor {
  switch index {
  case "(slice(1, 3, None),)": x[1..<3]
  case "(slice(None, None, None), slice(0, 5, 2))": x[.all, .stride(from: 0, to: 5, by: 2)]
  case "(0,)": x[0]
  case "(slice(None, None, None), None, slice(-2, None, None))": x[.all, .newAxis, (-2)...]
  default: throw ParityProblem("no subscript \(index)")
  }
}
