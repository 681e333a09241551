import Arrays
import Executing
import Synchronization

/// Runs one plan on arrays, with as many executors as there are threads in it at once.
final class PlanRunner: Sendable {
  // Executors are not Sendable; the mutex hands each to one thread at a time.
  private struct Handle: @unchecked Sendable { let executor: Executor<NativeHost> }

  let compiled: CompiledPlan
  private let idle: Mutex<[Handle]>
  private let file: String
  private let threadCount: Int

  init(
    _ compiled: CompiledPlan, _ file: String, threadCount: Int
  ) throws(InferenceError) {
    self.compiled = compiled
    self.file = file
    self.threadCount = threadCount
    idle = Mutex([])
    let first = try makeHandle()
    idle.withLock { $0.append(first) }
  }

  private func makeHandle() throws(InferenceError) -> Handle {
    do {
      return Handle(
        executor: try Executor(
          plan: compiled.plan, constants: compiled.constants,
          host: NativeHost(threadCount: threadCount), memoryLimit: Int.max))
    } catch {
      throw InferenceError(file: file, problem: .invalidValue("the plan is not sound: \(error)"))
    }
  }

  /// The graph's outputs, in order, for its inputs, in order.
  func run(_ arguments: [NDArray]) throws(InferenceError) -> [NDArray] {
    let waiting = idle.withLock { $0.popLast() }
    let handle = if let waiting { waiting } else { try makeHandle() }
    defer { idle.withLock { $0.append(handle) } }
    let inputs = compiled.inputs.map { arguments[$0].contiguous() }
    // An array's memory stays where it is while the array lives, so its address may leave the call
    // that gives it; `withExtendedLifetime` keeps all arrays for the whole run.
    var targets: [UnsafeMutablePointer<Float>] = []
    let outputs = compiled.outputShapes.map { shape in
      NDArray(shape: shape, of: Float.self) { target in
        if let base = target.baseAddress { targets.append(base) }
      }
    }
    withExtendedLifetime((inputs, outputs)) {
      let sources = inputs.map { array in
        array.withScalars(of: Float.self) { $0.baseAddress }
      }.compactMap { $0 }
      sources.withUnsafeBufferPointer { sources in
        targets.withUnsafeBufferPointer { targets in
          handle.executor.run(inputs: sources, outputs: targets)
        }
      }
    }
    return compiled.outputs.map { output in
      switch output {
      case .constant(let array): array
      case .input(let index): arguments[index]
      case .computed(let index): outputs[index]
      }
    }
  }
}
