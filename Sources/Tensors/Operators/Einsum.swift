import Arrays
import ONNX

// y[output letters] = Σ over all other letters of the product of the operands
// https://onnx.ai/onnx/operators/onnx__Einsum.html, version 12; Transpose, Reshape, Mul, MatMul and
// ReduceSum before.

extension Tensor {
  /// A sum of products of operands, by Einstein's summation convention.
  ///
  /// An equation such as `"bij,bjk->bik"` gives each axis of each operand a letter. The result has
  /// the letters after the arrow; it is the product of the operands summed over all other letters.
  /// Without an arrow, the result has the letters that occur once, in alphabetical order. A letter
  /// that occurs twice in one operand means its diagonal, and `...` means all axes without letters,
  /// which are broadcast.
  public static func einsum(_ equation: String, _ operands: Tensor...) -> Tensor {
    einsum(equation, operands)
  }

  /// A sum of products of operands, by Einstein's summation convention.
  public static func einsum(_ equation: String, _ operands: [Tensor]) -> Tensor {
    let subscripts = EinsumEquation(equation, ranks: operands.map(\.rank))
    var contraction = Contraction(
      zip(operands, subscripts.terms).map { Contraction.Operand(tensor: $0, letters: $1) })
    contraction.takeDiagonals()
    contraction.dropBroadcastAxes()
    let operation = Einsum(
      terms: contraction.operands.map(\.letters), output: subscripts.output)
    return apply(operation, contraction.operands.map(\.tensor))
  }
}

/// The sum of products for operands whose letters are each their own, and whose axes with the same
/// letter have the same extent.
struct Einsum: Operator {
  let terms: [[Character]]
  let output: [Character]

  func outputShape(_ inputs: InputShapes) throws -> [Int] {
    var extents: [Character: Int] = [:]
    for (letters, shape) in zip(terms, inputs) {
      for (letter, extent) in zip(letters, shape) {
        guard extents.updateValue(extent, forKey: letter) ?? extent == extent else {
          throw ShapeError("axes named \(letter) of shapes \(inputs) have different extents")
        }
      }
    }
    return output.map { extents[$0] ?? 1 }
  }

  func forward(_ inputs: InputArrays) -> NDArray { contracted(inputs.map { Tensor($0) }).array }

  func pullback(
    _ upstream: Tensor, to index: Int, inputs: InputTensors, output: Tensor
  ) -> Tensor? {
    var (tensors, letters) = (Array(inputs), terms)
    (tensors[index], letters[index]) = (upstream, self.output)
    let available = Set(letters.joined())
    let target = terms[index].filter(available.contains)
    let gradient = Tensor.apply(Einsum(terms: letters, output: target), tensors)
    let missing = terms[index].indices.filter { !available.contains(terms[index][$0]) }
    return gradient.unsqueezed(axes: missing).expanded(to: inputs[index].shape)
  }

  func lower(
    _ inputs: [GraphBuilder.Value], to builder: inout GraphBuilder, type: GraphBuilder.ValueType
  ) throws -> GraphBuilder.Value {
    if builder.opset < 12 { return try builder.compose(inputs) { contracted($0) } }
    let equation = terms.map { String($0) }.joined(separator: ",") + "->" + String(output)
    return builder.append(
      "Einsum", inputs, attributes: ["equation": .string(equation)], type: type)
  }

  private func contracted(_ tensors: [Tensor]) -> Tensor {
    Contraction(zip(tensors, terms).map { Contraction.Operand(tensor: $0, letters: $1) })
      .contracted(to: output)
  }
}
