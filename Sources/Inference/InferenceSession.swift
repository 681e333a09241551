import Arrays
import Executing
import ONNX
import ONNXFiles
import Synchronization

/// A model that is ready to run.
///
/// Creating a session checks the model and infers its types. The first run on inputs of certain shapes
/// compiles a plan for them, which later runs on the same shapes use again. A session may be used from
/// several threads at once.
public final class InferenceSession: Sendable {
  /// Limits of a session.
  public struct Options: Sendable {
    /// The most bytes that the values of one run may take; half of the machine's memory by default.
    /// It is checked before memory is taken.
    public var maximumMemory: Int
    /// The most nodes that may run in one run, those in loops as often as they do.
    public var maximumSteps: Int
    /// The most threads that share one step of a plan, where it is large enough to pay.
    public var threadCount: Int

    /// Creates options.
    public init(
      maximumMemory: Int = NativeHost.memorySize / 2, maximumSteps: Int = 10_000_000,
      threadCount: Int = Threads.processorCount
    ) {
      self.threadCount = threadCount
      self.maximumMemory = maximumMemory
      self.maximumSteps = maximumSteps
    }
  }

  /// The inputs as the model declares them, in order. Weights that the file gives for inputs make
  /// these optional.
  public let inputs: [ValueInfo]
  /// The outputs as the model declares them, in order.
  public let outputs: [ValueInfo]
  /// The limits.
  public let options: Options
  let graph: CheckedGraph
  let known: TypedGraph
  private let state: Mutex<PlanCache>

  /// Checks a model.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - name: What messages call it.
  ///   - options: Limits.
  /// - Throws: `InferenceError` for the first thing that is wrong with the model.
  public init(
    model: Model, name: String = "model", options: Options = Options()
  ) throws(InferenceError) {
    self.options = options
    graph = try CheckedGraph(model, file: name)
    known = try TypedGraph(
      graph,
      inputTypes: graph.inputs.map { input in
        input.dataType.map { ValueType($0, input.info.shape) }
      },
      limit: min(options.maximumMemory, Self.foldingLimit))
    inputs = graph.inputs.map(\.info)
    outputs = graph.outputs.map(\.info)
    state = Mutex(PlanCache(constants: ConstantCache(known)))
  }

  /// Reads a model's file and checks it.
  ///
  /// - Throws: `ArrayFileError.file` where the file cannot be read, `ModelFileError` where it is no
  ///   model, `InferenceError` where the model cannot be run.
  public convenience init(path: String, options: Options = Options()) throws {
    try self.init(model: try ModelFile.read(path), name: path, options: options)
  }

  /// The types of the model's values as far as they follow from the file, by name: declared or
  /// inferred, in the order in which they are defined.
  public var valueTypes: [(name: String, type: String)] {
    zip(graph.names, known.types).compactMap { name, type in type.map { (name, $0.description) } }
  }

  /// Runs the model.
  ///
  /// - Parameter arguments: The inputs by name. Their element types and shapes are those declared,
  ///   and dimensions with one name have one extent.
  /// - Returns: The outputs by name.
  /// - Throws: `InferenceError` where the inputs do not fit, a node meets an impossible value, an
  ///   output is no tensor of numbers, or memory or steps do not suffice.
  public func run(_ arguments: [String: NDArray]) throws(InferenceError) -> [String: NDArray] {
    var arrays: [String: NDArray] = [:]
    for (name, value) in try run(values: arguments.mapValues(Value.tensor)) {
      guard let array = value.array else {
        throw InferenceError(file: graph.file, problem: .noTensorOutput(name))
      }
      arrays[name] = array
    }
    return arrays
  }

  /// Runs the model on values of any kind.
  ///
  /// - Parameter arguments: As for `run`.
  /// - Returns: The outputs by name.
  /// - Throws: As `run`.
  public func run(values arguments: [String: Value]) throws(InferenceError) -> [String: Value] {
    let (values, isGiven) = try checkedArguments(arguments)
    if let runner = try plan(for: values, isGiven) {
      let results = try runner.run(values.compactMap(\.array)).map(Value.tensor)
      return Dictionary(zip(outputs.map(\.name), results)) { first, _ in first }
    }
    let results = try interpret(values, keepsAll: false)
    var named: [String: Value] = [:]
    for (value, info) in graph.outputs { named[info.name] = results[value] }
    return named
  }

  /// Runs the model node by node and keeps every value.
  ///
  /// - Parameter arguments: As for `run`.
  /// - Returns: All tensors of numbers in the graph by name: inputs, constants, results inside and
  ///   outputs.
  /// - Throws: As `run`.
  public func runKeepingIntermediates(
    _ arguments: [String: NDArray]
  ) throws(InferenceError) -> [String: NDArray] {
    try runKeepingIntermediates(values: arguments.mapValues(Value.tensor)).compactMapValues(\.array)
  }

  /// Runs the model node by node on values of any kind, and keeps every value.
  ///
  /// - Parameter arguments: As for `run`.
  /// - Returns: All values of the graph by name; those of subgraphs are left out.
  /// - Throws: As `run`.
  public func runKeepingIntermediates(
    values arguments: [String: Value]
  ) throws(InferenceError) -> [String: Value] {
    let values = try interpret(try checkedArguments(arguments).values, keepsAll: true)
    var named: [String: Value] = [:]
    for (name, value) in zip(graph.names, values) { named[name] = value }
    return named
  }

  /// Whether the model runs as a plan on these inputs, rather than node by node.
  public func isPlanned(for arguments: [String: NDArray]) throws(InferenceError) -> Bool {
    try isPlanned(values: arguments.mapValues(Value.tensor))
  }

  /// Whether the model runs as a plan on these inputs, rather than node by node.
  public func isPlanned(values arguments: [String: Value]) throws(InferenceError) -> Bool {
    let (values, isGiven) = try checkedArguments(arguments)
    return try plan(for: values, isGiven) != nil
  }

  /// Constants beyond this are computed in each run instead of being kept.
  private static let foldingLimit = 1 << 28

  private func interpret(
    _ arguments: [Value], keepsAll: Bool
  ) throws(InferenceError) -> [Value?] {
    let budget = RunBudget(memory: options.maximumMemory, steps: options.maximumSteps)
    do {
      try budget.claim(arguments.reduce(0) { $0 + $1.byteCount })
    } catch {
      throw InferenceError(file: graph.file, problem: error)
    }
    return try Interpreter(graph: graph, known: known, budget: budget)
      .run(arguments, keepsAll: keepsAll)
  }

  func plan(
    for arguments: [Value], _ isGiven: [Bool]
  ) throws(InferenceError) -> PlanRunner? {
    let arrays = arguments.compactMap(\.array)
    guard arrays.count == arguments.count else { return nil }
    let signature = PlanCache.Signature(
      shapes: zip(arrays, isGiven).map { $1 ? $0.shape : nil })
    // Failures leave the lock as a value: its body cannot throw this error's type by itself. It is held
    // until the plan is there, so that each is compiled once.
    let result = state.withLock { cache in
      Result { () throws(InferenceError) -> PlanRunner? in
        if let cached = cache.find(signature) { return cached.runner }
        let runner = try compile(signature, arrays, cache.constants)
        cache.insert(signature, runner)
        return runner
      }
    }
    return try result.get()
  }

  private func compile(
    _ signature: PlanCache.Signature, _ arrays: [NDArray], _ constants: ConstantCache
  ) throws(InferenceError) -> PlanRunner? {
    let types = zip(signature.shapes, arrays).map { shape, array in
      shape == nil ? ValueType(constant: array) : ValueType(array.dataType, array.shape)
    }
    let typed = try TypedGraph(
      graph, inputTypes: types, known: known,
      limit: min(options.maximumMemory, Self.foldingLimit))
    let compiled = try CompiledPlan(
      graph, typed, constants: constants, limit: options.maximumMemory)
    return try compiled.map { plan throws(InferenceError) in
      try PlanRunner(plan, graph.file, threadCount: options.threadCount)
    }
  }
}
