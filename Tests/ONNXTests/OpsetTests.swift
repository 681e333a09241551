import ONNX
import Testing

struct OpsetTests {
  /// ONNX `docs/Versioning.md`, "Released Versions".
  @Test(arguments: [
    (7, 4), (9, 4), (10, 5), (11, 6), (12, 7), (14, 7), (15, 8), (18, 8), (19, 9), (21, 10),
    (23, 11), (24, 12), (25, 13), (28, 14),
  ])
  func opsetsNeedTheirFileFormat(_ opset: Int, _ irVersion: Int) {
    #expect(Opset.irVersion(for: opset) == irVersion)
  }

  @Test func standardDomainHasTwoNames() {
    let graph = Graph(name: "g")
    #expect(Model(irVersion: 8, opsets: ["": 11], graph: graph).opset == 11)
    #expect(Model(irVersion: 8, opsets: ["ai.onnx": 12], graph: graph).opset == 12)
    #expect(Model(irVersion: 8, opsets: ["other": 1], graph: graph).opset == nil)
  }

  @Test func namesStayUniqueAndConstantsAreShared() {
    var builder = GraphBuilder(opset: 17)
    #expect(builder.uniqueName("x") == "x")
    #expect(builder.uniqueName("x") == "x_1")
    let first = builder.constant([1, 2])
    #expect(builder.constant([1, 2]) == first)
    #expect(builder.constant([2, 1]) != first)
    #expect(builder.initializers.count == 2)
  }
}
