import Tensors

/// Operators that choose elements by indices or masks.
let indexingCases: [OperatorCase] = []
