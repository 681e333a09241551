import Arrays

extension Optimizer {
  /// Everything that is remembered about parameters, as arrays to be saved: under its kind and the
  /// parameter's name, such as `first_moment.encoder.weight`.
  public var state: [String: NDArray] {
    var state: [String: NDArray] = [:]
    for (name, memory) in memories {
      for (kind, array) in memory.arrays { state["\(kind).\(name)"] = array }
    }
    return state
  }

  /// Goes on from what another optimiser of this kind had saved; changes nothing unless all fits.
  ///
  /// - Parameters:
  ///   - state: The arrays, named as in `state`.
  ///   - step: The steps that had been made.
  ///   - parameters: The parameters that the arrays belong to.
  /// - Throws: `ParameterMismatch`, which lists what is missing, left over or of another shape.
  public mutating func load(
    _ state: [String: NDArray], step: Int, for parameters: [NamedParameter]
  ) throws(ParameterMismatch) {
    // Nothing is remembered before the first step.
    let trainable = step == 0 && state.isEmpty ? [] : parameters.filter(\.parameter.isTrainable)
    let expected = memoryNames.flatMap { kind in
      trainable.map { NamedParameter(name: "\(kind).\($0.name)", parameter: $0.parameter) }
    }
    if let mismatch = ParameterMismatch(state, parameters: expected) { throw mismatch }
    memories = trainable.reduce(into: [:]) { memories, named in
      let arrays = memoryNames.map { ($0, state["\($0).\(named.name)"]) }
      memories[named.name] = Memory(
        arrays: arrays.reduce(into: [:]) { $0[$1.0] = $1.1 })
    }
    self.step = step
  }
}
