import Executing

// The web page's engine: Tessera's executor with one plan, for a program in another language. `make wasm`
// compiles it as Embedded Swift for WebAssembly, where an instance of the module runs one plan.
//
// Numbers and pointers have 32 bits. Whatever the bytes of a plan are, they give a text, not a trap.

/// The most bytes that the numbers of a plan may take, weights left out.
private let memoryLimit = 1 << 28

/// A plan with the memory that it reads and writes.
private struct Program {
  let executor: Executor<PortableHost>
  let inputs: Arguments
  let outputs: Arguments
}

// The browser calls one function at a time.
nonisolated(unsafe) private var program: Program?
nonisolated(unsafe) private var message = Message()

/// Gives memory for a plan's bytes; null where there are too many.
@_expose(wasm, "tessera_allocate")
@_cdecl("tessera_allocate")
public func allocate(_ count: Int) -> UnsafeMutablePointer<UInt8>? {
  count > 0 && count <= memoryLimit ? .allocate(capacity: count) : nil
}

/// Takes a plan from memory that `tessera_allocate` gave, and frees that memory.
///
/// - Returns: 1, or 0 where `tessera_message` says what is wrong.
@_expose(wasm, "tessera_load")
@_cdecl("tessera_load")
public func load(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int) -> Int32 {
  defer { bytes.deallocate() }
  message = Message()
  program = nil
  do throws(PlanError) {
    let (plan, constants) = try Plan.decode(UnsafeBufferPointer(start: bytes, count: count))
    let executor = try Executor(
      plan: plan, constants: constants, host: PortableHost(), memoryLimit: memoryLimit)
    let arguments = ArgumentSizes(plan)
    if arguments.byteCount > Double(memoryLimit) { throw .tooLarge(limit: memoryLimit) }
    program = Program(
      executor: executor, inputs: Arguments(arguments.inputs),
      outputs: Arguments(arguments.outputs))
    return 1
  } catch {
    message.describe(error)
    return 0
  }
}

/// Runs the plan on what was written to its inputs; 0 where there is none.
@_expose(wasm, "tessera_run")
@_cdecl("tessera_run")
public func run() -> Int32 {
  guard let program else { return 0 }
  program.executor.run(
    inputs: program.inputs.forReading, outputs: UnsafeBufferPointer(program.outputs.pointers))
  return 1
}

/// The number of the plan's inputs.
@_expose(wasm, "tessera_input_count")
@_cdecl("tessera_input_count")
public func inputCount() -> Int { program?.inputs.counts.count ?? 0 }

/// The number of elements of an input.
@_expose(wasm, "tessera_input_size")
@_cdecl("tessera_input_size")
public func inputSize(_ index: Int) -> Int { program?.inputs.size(index) ?? 0 }

/// Where an input's elements are written to; null where there is none.
@_expose(wasm, "tessera_input")
@_cdecl("tessera_input")
public func input(_ index: Int) -> UnsafeMutablePointer<Float>? { program?.inputs.pointer(index) }

/// The number of the plan's outputs.
@_expose(wasm, "tessera_output_count")
@_cdecl("tessera_output_count")
public func outputCount() -> Int { program?.outputs.counts.count ?? 0 }

/// The number of elements of an output.
@_expose(wasm, "tessera_output_size")
@_cdecl("tessera_output_size")
public func outputSize(_ index: Int) -> Int { program?.outputs.size(index) ?? 0 }

/// Where an output's elements are after a run; null where there is none.
@_expose(wasm, "tessera_output")
@_cdecl("tessera_output")
public func output(_ index: Int) -> UnsafeMutablePointer<Float>? { program?.outputs.pointer(index) }

/// Where the text is, in UTF-8, that says why the last plan was refused.
@_expose(wasm, "tessera_message")
@_cdecl("tessera_message")
public func messageStart() -> UnsafeMutablePointer<UInt8> { message.bytes }

/// The bytes of that text.
@_expose(wasm, "tessera_message_size")
@_cdecl("tessera_message_size")
public func messageSize() -> Int { message.count }
