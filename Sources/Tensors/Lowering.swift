import Arrays
import ONNX

extension GraphBuilder {
  /// Appends a node that adds or removes axes of extent 1: `axes` are an attribute before opset 13
  /// and an input from there on.
  mutating func reshape(
    by operatorType: String, _ x: Value, axes: [Int], type: ValueType
  ) -> Value {
    if opset < 13 {
      return append(operatorType, [x], attributes: ["axes": .ints(axes)], type: type)
    }
    return append(operatorType, [x, constant(axes)], type: type)
  }

  /// Appends a cast to an element type.
  mutating func cast(_ x: Value, to elementType: ElementType) -> Value {
    append(
      "Cast", [x], attributes: ["to": .int(Int64(elementType.rawValue))],
      type: ValueType(elementType, x.shape))
  }

  /// Appends a matrix of a row for each of 0..<count and a column for each of `indices`, which have
  /// one axis: 1 where the two are equal, 0 elsewhere.
  mutating func equalities(
    _ indices: Value, to count: Int, as elementType: ElementType
  ) -> Value {
    let rows = constant(TensorValue(NDArray((0..<count).map(Int64.init), shape: [count, 1])))
    let type = ValueType(.bool, [count, indices.shape[0]])
    return cast(append("Equal", [rows, indices], type: type), to: elementType)
  }

  /// Appends the places, among all elements of `shape` in row-major order, that indices along `axis`
  /// refer to, in one axis.
  mutating func flatPlaces(of indices: Value, along axis: Int, in shape: [Int]) -> Value {
    let count = shape.reduce(1, *)
    var starts = NDArray((0..<count).map(Int64.init), shape: shape)
    for other in shape.indices {
      starts = starts.sliced(axis: other, start: 0, count: other == axis ? 1 : indices.shape[other])
    }
    let step = NDArray(scalar: Int64(shape[(axis + 1)...].reduce(1, *)))
    let distances = append("Mul", [indices, constant(TensorValue(step))])
    let origins = constant(TensorValue(starts.expanded(to: indices.shape)))
    return flatten(append("Add", [distances, origins]))
  }

  /// Appends all elements of a value in one axis.
  mutating func flatten(_ x: Value) -> Value {
    append(
      "Reshape", [x, constant([-1])],
      type: ValueType(x.type.elementType, [x.shape.reduce(1, *)]))
  }

  /// Writes a computation made of tensor operations, in place of a node that the opset lacks.
  ///
  /// - Parameters:
  ///   - inputs: The values that stand for the computation's inputs.
  ///   - computation: Computes one tensor; the elements that it is given are zeros.
  mutating func compose(
    _ inputs: [Value], _ computation: ([Tensor]) -> Tensor
  ) throws -> Value {
    let zeros = inputs.map { input in
      Tensor.zeros(input.shape, input.type.dataType).tracked()
    }
    let output = computation(zeros)
    var written: [UInt64: Value] = [:]
    for (tensor, value) in zip(zeros, inputs) {
      if let number = tensor.recordNumber { written[number] = value }
    }
    for step in RecordedComputation(of: [output]).steps {
      let values = step.inputs.map { input in
        input.recordNumber.flatMap { written[$0] } ?? constant(TensorValue(input.array))
      }
      let type = ValueType(step.output.dataType.elementType, step.output.shape)
      let value = try step.operation.lower(values, to: &self, type: type)
      if let number = step.output.recordNumber { written[number] = value }
    }
    return output.recordNumber.flatMap { written[$0] } ?? constant(TensorValue(output.array))
  }
}

extension GraphBuilder.ValueType {
  /// The element type as arrays name it. Values in a trace come from tensors, whose types all have
  /// one.
  var dataType: DataType {
    guard let type = DataType.allCases.first(where: { $0.elementType == elementType }) else {
      fatalError("no tensor has elements of type \(elementType)")
    }
    return type
  }
}
