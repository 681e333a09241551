/// Parameters that an optimiser treats by settings of their own.
public struct ParameterGroup: Sendable {
  /// The size of a step; nil for the optimiser's.
  public var learningRate: Double?
  /// The weight decay; nil for the optimiser's.
  public var weightDecay: Double?
  private let isMember: @Sendable (String) -> Bool

  /// Creates a group of the parameters whose dotted names `isMember` accepts.
  public init(
    _ isMember: @escaping @Sendable (String) -> Bool, learningRate: Double? = nil,
    weightDecay: Double? = nil
  ) {
    self.isMember = isMember
    self.learningRate = learningRate
    self.weightDecay = weightDecay
  }

  /// Creates a group of some parameters, such as those of one part of a model.
  public init(
    _ parameters: [NamedParameter], learningRate: Double? = nil, weightDecay: Double? = nil
  ) {
    let names = Set(parameters.map(\.name))
    self.init({ names.contains($0) }, learningRate: learningRate, weightDecay: weightDecay)
  }

  /// Whether the parameter of that name belongs to the group.
  public func contains(_ name: String) -> Bool { isMember(name) }
}
