import ONNX

extension StoredValue {
  /// Reads a sequence; how deep values lie in each other, protobuf's own limit bounds.
  init(_ message: Onnx_SequenceProto) throws(ModelFileProblem) {
    var values: [StoredValue] = []
    for tensor in message.tensorValues { values.append(.tensor(try TensorValue(tensor))) }
    for sequence in message.sequenceValues { values.append(try StoredValue(sequence)) }
    for optional in message.optionalValues { values.append(try StoredValue(optional)) }
    self = .sequence(values)
  }

  /// Reads an optional value.
  init(_ message: Onnx_OptionalProto) throws(ModelFileProblem) {
    if message.hasTensorValue {
      self = .optional(.tensor(try TensorValue(message.tensorValue)))
    } else if message.hasSequenceValue {
      self = .optional(try StoredValue(message.sequenceValue))
    } else if message.hasOptionalValue {
      self = .optional(try StoredValue(message.optionalValue))
    } else {
      self = .optional(nil)
    }
  }
}
