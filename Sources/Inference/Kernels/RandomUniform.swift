/// Random numbers of a uniform distribution:
/// <https://onnx.ai/onnx/operators/onnx__RandomUniform.html>.
struct RandomUniformKernel: RandomArray {
  static let operatorType = "RandomUniform"
  static let versions: [Int: OneForm] = [1: OneForm(), 22: OneForm()]
  static func spread(_ node: inout NodeReader) throws(InferenceProblem) -> RandomSpread {
    try .uniform(&node)
  }
  let source: RandomSource
}
