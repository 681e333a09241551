import Arrays
import Tensors

extension ImportedOperators {
  /// Functions of one tensor, element by element.
  static let elementwise: [String: ImportedOperator] = [
    "Abs": unary { $0.abs() },
    "Ceil": unary { $0.ceil() },
    "Cos": unary { $0.cos() },
    "Dropout": unary { x in x },
    "Elu": unary { node, x in x.elu(alpha: node.float("alpha") ?? 1) },
    "Erf": unary { $0.erf() },
    "Exp": unary { $0.exp() },
    "Floor": unary { $0.floor() },
    "Gelu": unary { node, x in x.gelu(node.text("approximate") == "tanh" ? .tanh : .exact) },
    "HardSigmoid": unary { node, x in
      (x * (node.float("alpha") ?? 0.2) + (node.float("beta") ?? 0.5)).clamp(min: 0, max: 1)
    },
    "HardSwish": unary { $0.hardSwish() },
    "Identity": unary { x in x },
    "LeakyRelu": unary { node, x in x.leakyRelu(slope: node.float("alpha") ?? 0.01) },
    "Log": unary { $0.log() },
    "LogSoftmax": unary { node, x in
      softmaxed(x, node) { $0.logSoftmax(axis: $1) }
    },
    "Mish": unary { $0.mish() },
    "Neg": unary { -$0 },
    "Not": unary { .!$0 },
    "Reciprocal": unary { $0.reciprocal() },
    "Relu": unary { $0.relu() },
    "Round": unary { $0.round() },
    "Selu": unary { node, x in
      let (alpha, gamma) = (node.float("alpha"), node.float("gamma"))
      if alpha == nil && gamma == nil { return x.selu() }
      return x.elu(alpha: alpha ?? 1.673_263_2) * (gamma ?? 1.050_701)
    },
    "Sigmoid": unary { $0.sigmoid() },
    "Sign": unary { $0.sign() },
    "Sin": unary { $0.sin() },
    "Softmax": unary { node, x in
      softmaxed(x, node) { $0.softmax(axis: $1) }
    },
    "Softplus": unary { $0.softplus() },
    "Softsign": unary { x in x / (x.abs() + 1) },
    "Sqrt": unary { $0.sqrt() },
    "Tanh": unary { $0.tanh() },
    "Cast": unary { node, x in
      x.cast(to: node.int("to").flatMap { elementTypes[$0] } ?? x.dataType)
    },
    "Clip": { node, inputs in
      let low = node.float("min") ?? inputs.at(1)?.number
      let high = node.float("max") ?? inputs.at(2)?.number
      return [inputs.given(0).clamp(min: low, max: high)]
    },
  ]

  /// The array types, by the standard's numbers for element types.
  static let elementTypes = Dictionary(
    uniqueKeysWithValues: DataType.allCases.map { (Int($0.elementType.rawValue), $0) })

  /// Softmax along one axis; before opset 13 along all axes from one on.
  private static func softmaxed(
    _ x: Tensor, _ node: ImportedNode, _ function: (Tensor, Int) -> Tensor
  ) -> Tensor {
    if node.opset >= 13 { return function(x, node.int("axis") ?? -1) }
    let axis = node.int("axis") ?? 1
    let first = axis < 0 ? axis + x.rank : axis
    if first == x.rank - 1 { return function(x, -1) }
    return function(x.reshaped(to: Array(x.shape[..<first]) + [-1]), -1).reshaped(to: x.shape)
  }

  /// Functions of two tensors, broadcast to a common shape, and those that join several.
  static let binary: [String: ImportedOperator] = [
    "Add": binary { $0 + $1 },
    "And": binary { $0 .& $1 },
    "Div": binary { $0 / $1 },
    "Equal": binary { $0 .== $1 },
    "Greater": binary { $0 .> $1 },
    "GreaterOrEqual": binary { $0 .>= $1 },
    "Less": binary { $0 .< $1 },
    "LessOrEqual": binary { $0 .<= $1 },
    "Max": chained { .maximum($0, $1) },
    "Mean": { _, inputs in
      let given = inputs.compactMap { $0 }
      return [given.dropFirst().reduce(inputs.given(0), +) / Double(given.count)]
    },
    "Min": chained { .minimum($0, $1) },
    "Mod": { node, inputs in
      let (x, divisor) = (inputs.given(0), inputs.given(1))
      return [
        node.int("fmod") == 1
          ? x.sign() * x.abs().remainder(divisor.abs()) : x.remainder(divisor)
      ]
    },
    "Mul": binary { $0 * $1 },
    "Or": binary { $0 .| $1 },
    "PRelu": binary { x, slope in x.relu() - slope * (-x).relu() },
    "Pow": binary { x, exponent in
      exponent.isRecorded || exponent.count != 1
        ? x.pow(exponent.cast(to: x.dataType)) : x.pow(exponent.number)
    },
    "Sub": binary { $0 - $1 },
    "Sum": chained { $0 + $1 },
    "Where": { _, inputs in [.where(inputs.given(0), inputs.given(1), inputs.given(2))] },
    "Xor": binary { $0 .^ $1 },
  ]
}
