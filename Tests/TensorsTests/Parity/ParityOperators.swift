import Tensors

/// An operator of the fixtures as users of the library call it.
typealias ParityFunction =
  @Sendable (_ x: [Tensor], _ attributes: ParityAttributes) throws -> Tensor

/// Every operator of the fixtures, by its name there.
let parityOperators: [String: ParityFunction] = [
  parityUnary, parityBinary, parityProducts, parityReductions, parityShapes, parityIndexing,
  parityNetworks, parityNormalizations, parityLosses, parityPrograms,
].reduce(into: [:]) { $0.merge($1) { first, _ in first } }
