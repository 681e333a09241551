import Executing

// What a program without the rest of Tessera needs of it: a plan from bytes, and an executor that runs
// it. `make wasm` compiles this with Executing as Embedded Swift for WebAssembly.

// The browser runs one thing at a time.
nonisolated(unsafe) private var executor: Executor<PortableHost>?

/// Takes a plan; returns whether it is one.
@_cdecl("load_plan")
public func loadPlan(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
  do throws(PlanError) {
    let (plan, constants) = try Plan.decode(UnsafeBufferPointer(start: bytes, count: count))
    executor = try Executor(plan: plan, constants: constants, host: PortableHost())
    return true
  } catch {
    return false
  }
}

/// Runs the plan that was taken, with one input and one output.
@_cdecl("run_plan")
public func runPlan(_ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>) {
  withUnsafePointer(to: input) { inputs in
    withUnsafePointer(to: output) { outputs in
      executor?.run(
        inputs: UnsafeBufferPointer(start: inputs, count: 1),
        outputs: UnsafeBufferPointer(start: outputs, count: 1))
    }
  }
}
