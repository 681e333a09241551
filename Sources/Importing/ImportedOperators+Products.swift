import Tensors

extension ImportedOperators {
  /// Matrix products.
  static let products: [String: ImportedOperator] = [
    "Einsum": { node, inputs in
      [.einsum(node.text("equation") ?? "", inputs.compactMap { $0 })]
    },
    "Gemm": { node, inputs in [gemm(node, inputs)] },
    "MatMul": binary { $0.matmul($1) },
  ]

  private static func gemm(_ node: ImportedNode, _ inputs: [Tensor?]) -> Tensor {
    let (alpha, beta) = (node.float("alpha") ?? 1, node.float("beta") ?? 1)
    let a = node.int("transA") == 1 ? inputs.given(0).transposed() : inputs.given(0)
    let b = inputs.given(1)
    let isTransposed = node.int("transB") == 1
    if let c = inputs.at(2), alpha == 1, beta == 1, isTransposed, c.shape == [b.shape[0]] {
      return a.affine(weight: b, bias: c)
    }
    var result = a.matmul(isTransposed ? b.transposed() : b)
    if alpha != 1 { result = result * alpha }
    guard let c = inputs.at(2), beta != 0 else { return result }
    return result + (beta == 1 ? c : c * beta)
  }

  /// Reductions over axes.
  static let reductions: [String: ImportedOperator] = [
    "ArgMax": unary { node, x in
      x.argMax(axis: node.int("axis") ?? 0, keepingAxis: node.int("keepdims") != 0)
    },
    "ArgMin": unary { node, x in
      x.argMin(axis: node.int("axis") ?? 0, keepingAxis: node.int("keepdims") != 0)
    },
    "CumSum": { node, inputs in
      let axis = inputs.given(1).integers[0]
      let sum = inputs.given(0).cumulativeSum(axis: axis, reversed: node.int("reverse") == 1)
      return [node.int("exclusive") == 1 ? sum - inputs.given(0) : sum]
    },
    "ReduceL1": reduction { $0.abs().sum(axes: $1, keepingAxes: $2) },
    "ReduceL2": reduction { $0.square().sum(axes: $1, keepingAxes: $2).sqrt() },
    "ReduceLogSumExp": reduction { $0.logSumExp(axes: $1, keepingAxes: $2) },
    "ReduceMax": reduction { $0.max(axes: $1, keepingAxes: $2) },
    "ReduceMean": reduction { $0.mean(axes: $1, keepingAxes: $2) },
    "ReduceMin": reduction { $0.min(axes: $1, keepingAxes: $2) },
    "ReduceProd": reduction { $0.product(axes: $1, keepingAxes: $2) },
    "ReduceSum": reduction { $0.sum(axes: $1, keepingAxes: $2) },
    "ReduceSumSquare": reduction { $0.square().sum(axes: $1, keepingAxes: $2) },
  ]

  /// A reduction over axes that are an attribute or an input, or over all.
  private static func reduction(
    _ function: @escaping @Sendable (Tensor, [Int]?, Bool) -> Tensor
  ) -> ImportedOperator {
    { node, inputs in
      let axes = node.ints("axes", or: 1, inputs)
      if axes?.isEmpty != false && node.int("noop_with_empty_axes") == 1 {
        return [inputs.given(0)]
      }
      let isWhole = axes?.isEmpty != false
      return [function(inputs.given(0), isWhole ? nil : axes, node.int("keepdims") != 0)]
    }
  }
}
