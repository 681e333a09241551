import ONNX

/// Every operator that the engine has, and the choice of its version by opset.
enum Registry {
  /// The versions of the standard operator set that models may import.
  static let supportedOpsets = 1...28

  /// One operator: its versions, and how a kernel is made for one of them.
  struct Entry: Sendable {
    let operatorType: String
    /// In ascending order.
    let versions: [Int]
    let make: @Sendable (Int, inout NodeReader) throws(InferenceProblem) -> any NodeKernel
  }

  /// All operators, sorted by name.
  static let entries: [Entry] = [
    entry(AbsKernel.self),
    entry(AddKernel.self),
    entry(AffineGridKernel.self),
    entry(AndKernel.self),
    entry(AveragePoolKernel.self),
    entry(BatchNormalizationKernel.self),
    entry(BlackmanWindowKernel.self),
    entry(CastKernel.self),
    entry(CastLikeKernel.self),
    entry(CausalConvWithStateKernel.self),
    entry(ClipKernel.self),
    entry(Col2ImKernel.self),
    entry(ConcatKernel.self),
    entry(ConcatFromSequenceKernel.self),
    entry(ConstantKernel.self),
    entry(ConstantOfShapeKernel.self),
    entry(ConvKernel.self),
    entry(ConvTransposeKernel.self),
    entry(DFTKernel.self),
    entry(DeformConvKernel.self),
    entry(DequantizeLinearKernel.self),
    entry(DivKernel.self),
    entry(DropoutKernel.self),
    entry(DynamicQuantizeLinearKernel.self),
    entry(EqualKernel.self),
    entry(ErfKernel.self),
    entry(ExpKernel.self),
    entry(ExpandKernel.self),
    entry(FlattenKernel.self),
    entry(GatherKernel.self),
    entry(GemmKernel.self),
    entry(GlobalAveragePoolKernel.self),
    entry(GlobalLpPoolKernel.self),
    entry(GlobalMaxPoolKernel.self),
    entry(GreaterKernel.self),
    entry(GridSampleKernel.self),
    entry(GroupNormalizationKernel.self),
    entry(HammingWindowKernel.self),
    entry(HannWindowKernel.self),
    entry(IdentityKernel.self),
    entry(IfKernel.self),
    entry(InstanceNormalizationKernel.self),
    entry(LRNKernel.self),
    entry(LayerNormalizationKernel.self),
    entry(LessKernel.self),
    entry(LogKernel.self),
    entry(LogSoftmaxKernel.self),
    entry(LoopKernel.self),
    entry(LpNormalizationKernel.self),
    entry(LpPoolKernel.self),
    entry(MatMulKernel.self),
    entry(MatMulIntegerKernel.self),
    entry(MaxKernel.self),
    entry(MaxPoolKernel.self),
    entry(MaxRoiPoolKernel.self),
    entry(MaxUnpoolKernel.self),
    entry(MeanVarianceNormalizationKernel.self),
    entry(MelWeightMatrixKernel.self),
    entry(MinKernel.self),
    entry(MulKernel.self),
    entry(NegKernel.self),
    entry(NegativeLogLikelihoodLossKernel.self),
    entry(NonMaxSuppressionKernel.self),
    entry(NotKernel.self),
    entry(OptionalKernel.self),
    entry(OptionalGetElementKernel.self),
    entry(OptionalHasElementKernel.self),
    entry(OrKernel.self),
    entry(PowKernel.self),
    entry(QLinearMatMulKernel.self),
    entry(QuantizeLinearKernel.self),
    entry(RMSNormalizationKernel.self),
    entry(ReciprocalKernel.self),
    entry(ReduceMaxKernel.self),
    entry(ReduceMeanKernel.self),
    entry(ReduceSumKernel.self),
    entry(ReluKernel.self),
    entry(ReshapeKernel.self),
    entry(ResizeKernel.self),
    entry(RoiAlignKernel.self),
    entry(RotaryEmbeddingKernel.self),
    entry(STFTKernel.self),
    entry(ScanKernel.self),
    entry(SequenceAtKernel.self),
    entry(SequenceConstructKernel.self),
    entry(SequenceEmptyKernel.self),
    entry(SequenceEraseKernel.self),
    entry(SequenceInsertKernel.self),
    entry(SequenceLengthKernel.self),
    entry(SequenceMapKernel.self),
    entry(ShapeKernel.self),
    entry(SigmoidKernel.self),
    entry(SliceKernel.self),
    entry(SoftmaxKernel.self),
    entry(SoftmaxCrossEntropyLossKernel.self),
    entry(SoftplusKernel.self),
    entry(SplitKernel.self),
    entry(SplitToSequenceKernel.self),
    entry(SqrtKernel.self),
    entry(SqueezeKernel.self),
    entry(StringConcatKernel.self),
    entry(StringNormalizerKernel.self),
    entry(StringSplitKernel.self),
    entry(SubKernel.self),
    entry(TanhKernel.self),
    entry(TfIdfVectorizerKernel.self),
    entry(TransposeKernel.self),
    entry(UnsqueezeKernel.self),
    entry(UpsampleKernel.self),
    entry(WhereKernel.self),
  ]

  private static let byType = Dictionary(
    entries.map { ($0.operatorType, $0) }, uniquingKeysWith: { first, _ in first })

  /// Makes the kernel of a node: at the highest version of its operator that the opset has.
  static func kernel(
    for node: Node, opset: Int, _ reader: inout NodeReader
  ) throws(InferenceProblem) -> any NodeKernel {
    let operatorType = node.operatorType
    guard node.domain.isEmpty || node.domain == "ai.onnx" else {
      throw .unknownDomain(node.domain)
    }
    guard let entry = byType[operatorType] else { throw .unknownOperator(operatorType) }
    guard let version = entry.versions.last(where: { $0 <= opset }) else {
      throw .operatorNotInOpset(operatorType, opset: opset, since: entry.versions.first ?? 0)
    }
    let kernel = try entry.make(version, &reader)
    try reader.finish()
    return kernel
  }

  private static func entry<K: NodeKernel>(_ type: K.Type) -> Entry {
    Entry(operatorType: K.operatorType, versions: K.versions.keys.sorted()) {
      version, node throws(InferenceProblem) in
      guard let form = K.versions[version] else { throw .unknownOperator(K.operatorType) }
      return try K(form, &node)
    }
  }
}
