import Tensors

/// Products of matrices.
let parityProducts: [String: ParityFunction] = [
  "einsum": { x, a in .einsum(try a.text("eq"), x) },
  "linear": { x, _ in x[0].affine(weight: x[1], bias: x[2]) },
  "matmul": { x, _ in x[0].matmul(x[1]) },
  "matmul_t": { x, a in
    let first = try a.integer("ta") == 1 ? x[0].transposed() : x[0]
    let second = try a.integer("tb") == 1 ? x[1].transposed() : x[1]
    return first.matmul(second)
  },
]

/// Sums, extrema and the like over axes.
let parityReductions: [String: ParityFunction] = [
  "amax": { x, a in
    x[0].max(axes: try a.integers("axes"), keepingAxes: try a.bool("keepdims"))
  },
  "amax_ties": { x, _ in x[0].max(axes: [1]) },
  "amin": { x, a in
    x[0].min(axes: try a.integers("axes"), keepingAxes: try a.bool("keepdims"))
  },
  "amin_ties": { x, _ in x[0].min(axes: [1]) },
  "argmax": { x, a in
    x[0].argMax(axis: try a.integer("axis"), keepingAxis: try a.bool("keepdims"))
  },
  "argmin": { x, a in
    x[0].argMin(axis: try a.integer("axis"), keepingAxis: try a.bool("keepdims"))
  },
  "cumsum": { x, a in x[0].cumulativeSum(axis: try a.integer("axis")) },
  "cumsum_reverse": { x, a in x[0].cumulativeSum(axis: try a.integer("axis"), reversed: true) },
  "logsumexp": { x, a in
    x[0].logSumExp(axes: try a.integers("axes"), keepingAxes: try a.bool("keepdims"))
  },
  "logsumexp_extreme": { x, a in x[0].logSumExp(axes: try a.integers("axes")) },
  "max_dim": { x, a in
    x[0].max(axis: try a.integer("axis"), keepingAxis: try a.bool("keepdims")).values
  },
  "max_dim_ties": { x, _ in x[0].max(axis: 1).values },
  "mean": { x, a in
    x[0].mean(axes: try a.integers("axes"), keepingAxes: try a.bool("keepdims"))
  },
  "min_dim": { x, a in
    x[0].min(axis: try a.integer("axis"), keepingAxis: try a.bool("keepdims")).values
  },
  "prod": { x, a in
    x[0].product(axes: [try a.integer("axis")], keepingAxes: try a.bool("keepdims"))
  },
  "sum": { x, a in
    x[0].sum(axes: try a.integers("axes"), keepingAxes: try a.bool("keepdims"))
  },
  "var": { x, a in
    x[0].variance(axes: try a.integers("axes"), correction: try a.integer("correction"))
  },
]
