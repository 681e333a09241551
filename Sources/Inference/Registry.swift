/// Every operator that the engine has, and the choice of its version by opset.
enum Registry {
  /// The versions of the standard operator set that models may import.
  static let supportedOpsets = 1...28

  /// One operator: its versions, and how a kernel is made for one of them.
  struct Entry: Sendable {
    let operatorType: String
    /// In ascending order.
    let versions: [Int]
    let make: @Sendable (Int, inout NodeReader) throws(InferenceProblem) -> any Kernel
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
    entry(CausalConvWithStateKernel.self),
    entry(ClipKernel.self),
    entry(Col2ImKernel.self),
    entry(ConcatKernel.self),
    entry(ConstantKernel.self),
    entry(ConstantOfShapeKernel.self),
    entry(ConvKernel.self),
    entry(ConvTransposeKernel.self),
    entry(DFTKernel.self),
    entry(DeformConvKernel.self),
    entry(DivKernel.self),
    entry(DropoutKernel.self),
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
    entry(InstanceNormalizationKernel.self),
    entry(LRNKernel.self),
    entry(LayerNormalizationKernel.self),
    entry(LessKernel.self),
    entry(LinearAttentionKernel.self),
    entry(LogKernel.self),
    entry(LogSoftmaxKernel.self),
    entry(LpNormalizationKernel.self),
    entry(LpPoolKernel.self),
    entry(MatMulKernel.self),
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
    entry(OrKernel.self),
    entry(PowKernel.self),
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
    entry(ShapeKernel.self),
    entry(SigmoidKernel.self),
    entry(SliceKernel.self),
    entry(SoftmaxKernel.self),
    entry(SoftmaxCrossEntropyLossKernel.self),
    entry(SoftplusKernel.self),
    entry(SplitKernel.self),
    entry(SqrtKernel.self),
    entry(SqueezeKernel.self),
    entry(SubKernel.self),
    entry(TanhKernel.self),
    entry(TransposeKernel.self),
    entry(UnsqueezeKernel.self),
    entry(UpsampleKernel.self),
    entry(WhereKernel.self),
  ]

  private static let byType = Dictionary(
    entries.map { ($0.operatorType, $0) }, uniquingKeysWith: { first, _ in first })

  /// Makes the kernel of a node: at the highest version of its operator that the opset has.
  static func kernel(
    for operatorType: String, opset: Int, _ node: inout NodeReader
  ) throws(InferenceProblem) -> any Kernel {
    guard let entry = byType[operatorType] else { throw .unknownOperator(operatorType) }
    guard let version = entry.versions.last(where: { $0 <= opset }) else {
      throw .operatorNotInOpset(operatorType, opset: opset, since: entry.versions.first ?? 0)
    }
    let kernel = try entry.make(version, &node)
    try node.finish()
    return kernel
  }

  private static func entry<K: Kernel>(_ type: K.Type) -> Entry {
    Entry(operatorType: K.operatorType, versions: K.versions.keys.sorted()) {
      version, node throws(InferenceProblem) in
      guard let form = K.versions[version] else { throw .unknownOperator(K.operatorType) }
      return try K(form, &node)
    }
  }
}
