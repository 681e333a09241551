import Tensors

/// Convolutions, pooling and resampling.
let convolutionCases: [OperatorCase] = []
