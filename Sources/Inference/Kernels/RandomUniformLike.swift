/// Random numbers of a uniform distribution, in the shape of the input:
/// <https://onnx.ai/onnx/operators/onnx__RandomUniformLike.html>.
struct RandomUniformLikeKernel: RandomArray {
  static let operatorType = "RandomUniformLike"
  static let versions: [Int: OneForm] = [1: OneForm(), 22: OneForm()]
  static func spread(_ node: inout NodeReader) throws(InferenceProblem) -> RandomSpread {
    try .uniform(&node)
  }
  let source: RandomSource
}
