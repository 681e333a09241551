/// Random numbers of a normal distribution:
/// <https://onnx.ai/onnx/operators/onnx__RandomNormal.html>.
struct RandomNormalKernel: RandomArray {
  static let operatorType = "RandomNormal"
  static let versions: [Int: OneForm] = [1: OneForm(), 22: OneForm()]
  static func spread(_ node: inout NodeReader) throws(InferenceProblem) -> RandomSpread {
    try .normal(&node)
  }
  let source: RandomSource
}
