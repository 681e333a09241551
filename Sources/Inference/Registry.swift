import ONNX

/// Every operator that the engine has, and the choice of its version by opset.
enum Registry {
  /// The versions of the standard operator set that models may import.
  static let supportedOpsets = 1...28

  /// One operator: its versions, and how a kernel is made for one of them.
  struct Entry: Sendable {
    let domain: String
    let operatorType: String
    /// In ascending order.
    let versions: [Int]
    let make: @Sendable (Int, inout NodeReader) throws(InferenceProblem) -> any NodeKernel
  }

  /// All operators, sorted by name.
  static let entries: [Entry] = [
    entry(AbsKernel.self),
    entry(AcosKernel.self),
    entry(AcoshKernel.self),
    entry(AddKernel.self),
    entry(AffineGridKernel.self),
    entry(AndKernel.self),
    entry(ArgMaxKernel.self),
    entry(ArgMinKernel.self),
    entry(AsinKernel.self),
    entry(AsinhKernel.self),
    entry(AtanKernel.self),
    entry(AtanhKernel.self),
    entry(AttentionKernel.self),
    entry(AveragePoolKernel.self),
    entry(BatchNormalizationKernel.self),
    entry(BernoulliKernel.self),
    entry(BitCastKernel.self),
    entry(BitShiftKernel.self),
    entry(BitwiseAndKernel.self),
    entry(BitwiseNotKernel.self),
    entry(BitwiseOrKernel.self),
    entry(BitwiseXorKernel.self),
    entry(BlackmanWindowKernel.self),
    entry(CastKernel.self),
    entry(CastLikeKernel.self),
    entry(CausalConvWithStateKernel.self),
    entry(CeilKernel.self),
    entry(CeluKernel.self),
    entry(CenterCropPadKernel.self),
    entry(ClipKernel.self),
    entry(Col2ImKernel.self),
    entry(CompressKernel.self),
    entry(ConcatKernel.self),
    entry(ConcatFromSequenceKernel.self),
    entry(ConstantKernel.self),
    entry(ConstantOfShapeKernel.self),
    entry(ConvKernel.self),
    entry(ConvTransposeKernel.self),
    entry(CosKernel.self),
    entry(CoshKernel.self),
    entry(CumProdKernel.self),
    entry(CumSumKernel.self),
    entry(DFTKernel.self),
    entry(DeformConvKernel.self),
    entry(DepthToSpaceKernel.self),
    entry(DequantizeLinearKernel.self),
    entry(DetKernel.self),
    entry(DivKernel.self),
    entry(DropoutKernel.self),
    entry(DynamicQuantizeLinearKernel.self),
    entry(EinsumKernel.self),
    entry(EluKernel.self),
    entry(EqualKernel.self),
    entry(ErfKernel.self),
    entry(ExpKernel.self),
    entry(ExpandKernel.self),
    entry(EyeLikeKernel.self),
    entry(FlattenKernel.self),
    entry(FlexAttentionKernel.self),
    entry(FloorKernel.self),
    entry(GRUKernel.self),
    entry(GatherKernel.self),
    entry(GatherElementsKernel.self),
    entry(GatherNDKernel.self),
    entry(GeluKernel.self),
    entry(GemmKernel.self),
    entry(GlobalAveragePoolKernel.self),
    entry(GlobalLpPoolKernel.self),
    entry(GlobalMaxPoolKernel.self),
    entry(GreaterKernel.self),
    entry(GreaterOrEqualKernel.self),
    entry(GridSampleKernel.self),
    entry(GroupNormalizationKernel.self),
    entry(HammingWindowKernel.self),
    entry(HannWindowKernel.self),
    entry(HardSigmoidKernel.self),
    entry(HardSwishKernel.self),
    entry(HardmaxKernel.self),
    entry(IdentityKernel.self),
    entry(IfKernel.self),
    entry(InstanceNormalizationKernel.self),
    entry(IsInfKernel.self),
    entry(IsNaNKernel.self),
    entry(LRNKernel.self),
    entry(LSTMKernel.self),
    entry(LayerNormalizationKernel.self),
    entry(LeakyReluKernel.self),
    entry(LessKernel.self),
    entry(LessOrEqualKernel.self),
    entry(LinearAttentionKernel.self),
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
    entry(MeanKernel.self),
    entry(MeanVarianceNormalizationKernel.self),
    entry(MelWeightMatrixKernel.self),
    entry(MinKernel.self),
    entry(MishKernel.self),
    entry(ModKernel.self),
    entry(MulKernel.self),
    entry(MultinomialKernel.self),
    entry(NegKernel.self),
    entry(NegativeLogLikelihoodLossKernel.self),
    entry(NonMaxSuppressionKernel.self),
    entry(NonZeroKernel.self),
    entry(NotKernel.self),
    entry(OneHotKernel.self),
    entry(OptionalKernel.self),
    entry(OptionalGetElementKernel.self),
    entry(OptionalHasElementKernel.self),
    entry(OrKernel.self),
    entry(PReluKernel.self),
    entry(PadKernel.self),
    entry(PowKernel.self),
    entry(QLinearMatMulKernel.self),
    entry(QuantizeLinearKernel.self),
    entry(RMSNormalizationKernel.self),
    entry(RNNKernel.self),
    entry(RandomNormalKernel.self),
    entry(RandomNormalLikeKernel.self),
    entry(RandomUniformKernel.self),
    entry(RandomUniformLikeKernel.self),
    entry(RangeKernel.self),
    entry(ReciprocalKernel.self),
    entry(ReduceL1Kernel.self),
    entry(ReduceL2Kernel.self),
    entry(ReduceLogSumKernel.self),
    entry(ReduceLogSumExpKernel.self),
    entry(ReduceMaxKernel.self),
    entry(ReduceMeanKernel.self),
    entry(ReduceMinKernel.self),
    entry(ReduceProdKernel.self),
    entry(ReduceSumKernel.self),
    entry(ReduceSumSquareKernel.self),
    entry(ReluKernel.self),
    entry(ReshapeKernel.self),
    entry(ResizeKernel.self),
    entry(ReverseSequenceKernel.self),
    entry(RoiAlignKernel.self),
    entry(RotaryEmbeddingKernel.self),
    entry(RoundKernel.self),
    entry(STFTKernel.self),
    entry(ScanKernel.self),
    entry(ScatterKernel.self),
    entry(ScatterElementsKernel.self),
    entry(ScatterNDKernel.self),
    entry(SeluKernel.self),
    entry(SequenceAtKernel.self),
    entry(SequenceConstructKernel.self),
    entry(SequenceEmptyKernel.self),
    entry(SequenceEraseKernel.self),
    entry(SequenceInsertKernel.self),
    entry(SequenceLengthKernel.self),
    entry(SequenceMapKernel.self),
    entry(ShapeKernel.self),
    entry(ShrinkKernel.self),
    entry(SigmoidKernel.self),
    entry(SignKernel.self),
    entry(SinKernel.self),
    entry(SinhKernel.self),
    entry(SizeKernel.self),
    entry(SliceKernel.self),
    entry(SoftmaxKernel.self),
    entry(SoftmaxCrossEntropyLossKernel.self),
    entry(SoftplusKernel.self),
    entry(SoftsignKernel.self),
    entry(SpaceToDepthKernel.self),
    entry(SplitKernel.self),
    entry(SplitToSequenceKernel.self),
    entry(SqrtKernel.self),
    entry(SqueezeKernel.self),
    entry(StringConcatKernel.self),
    entry(StringNormalizerKernel.self),
    entry(StringSplitKernel.self),
    entry(SubKernel.self),
    entry(SumKernel.self),
    entry(SwishKernel.self),
    entry(TanKernel.self),
    entry(TanhKernel.self),
    entry(TensorScatterKernel.self),
    entry(TfIdfVectorizerKernel.self),
    entry(ThresholdedReluKernel.self),
    entry(TileKernel.self),
    entry(TopKKernel.self),
    entry(TransposeKernel.self),
    entry(TriluKernel.self),
    entry(UniqueKernel.self),
    entry(UnsqueezeKernel.self),
    entry(UpsampleKernel.self),
    entry(WhereKernel.self),
    entry(XorKernel.self),
  ]

  private static let byName = Dictionary(
    entries.map { ([$0.domain, $0.operatorType], $0) }, uniquingKeysWith: { first, _ in first })
  private static let domains = Set(entries.map(\.domain))

  /// Makes the kernel of a node: at the highest version of its operator that the opset has.
  static func kernel(
    for node: Node, opsets: [String: Int], _ reader: inout NodeReader
  ) throws(InferenceProblem) -> any NodeKernel {
    let operatorType = node.operatorType
    let domain = node.domain == "ai.onnx" ? "" : node.domain
    guard domains.contains(domain) else { throw .unknownDomain(domain) }
    guard let opset = opsets[domain] else { throw .missingDomain(domain) }
    guard let entry = byName[[domain, operatorType]] else { throw .unknownOperator(operatorType) }
    guard let version = entry.versions.last(where: { $0 <= opset }) else {
      throw .operatorNotInOpset(operatorType, opset: opset, since: entry.versions.first ?? 0)
    }
    let kernel = try entry.make(version, &reader)
    try reader.finish()
    return kernel
  }

  private static func entry<K: NodeKernel>(_ type: K.Type) -> Entry {
    Entry(domain: K.domain, operatorType: K.operatorType, versions: K.versions.keys.sorted()) {
      version, node throws(InferenceProblem) in
      guard let form = K.versions[version] else { throw .unknownOperator(K.operatorType) }
      return try K(form, &node)
    }
  }
}
