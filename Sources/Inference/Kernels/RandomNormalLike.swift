/// Random numbers of a normal distribution, in the shape of the input:
/// <https://onnx.ai/onnx/operators/onnx__RandomNormalLike.html>.
struct RandomNormalLikeKernel: RandomArray {
  static let operatorType = "RandomNormalLike"
  static let versions: [Int: OneForm] = [1: OneForm(), 22: OneForm()]
  static func spread(_ node: inout NodeReader) throws(InferenceProblem) -> RandomSpread {
    try .normal(&node)
  }
  let source: RandomSource
}
