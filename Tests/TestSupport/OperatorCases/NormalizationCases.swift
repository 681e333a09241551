import Tensors

/// Normalisation.
let normalizationCases: [OperatorCase] = []
