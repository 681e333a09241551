import Executing

/// Decides where the results of a plan's instructions lie in the arena, so that memory is used again
/// once nothing reads it any more, and a result takes the place of its last-read operand where the
/// instruction allows.
struct MemoryPlanner {
  private let instructions: [Instruction]
  private var buffers: [Plan.Buffer]
  /// The instruction that first writes each buffer, and the last that touches it.
  private var first: [Int]
  private var last: [Int]
  private var free = FreeList()

  /// Places all buffers of the arena.
  static func plan(_ buffers: [Plan.Buffer], _ instructions: [Instruction]) -> Plan {
    var planner = MemoryPlanner(buffers, instructions)
    planner.place()
    return Plan(
      buffers: planner.buffers, instructions: instructions, arenaCount: planner.free.end)
  }

  private init(_ buffers: [Plan.Buffer], _ instructions: [Instruction]) {
    self.buffers = buffers
    self.instructions = instructions
    first = Array(repeating: Int.max, count: buffers.count)
    last = Array(repeating: -1, count: buffers.count)
    for (index, instruction) in instructions.enumerated() {
      for target in instruction.targets { first[target.buffer] = min(first[target.buffer], index) }
      for operand in instruction.operands + instruction.targets {
        last[operand.buffer] = index
      }
    }
  }

  private func isInArena(_ buffer: Int) -> Bool {
    if case .arena = buffers[buffer].place { true } else { false }
  }

  private mutating func place() {
    for buffer in buffers.indices where isInArena(buffer) && last[buffer] < 0 {
      buffers[buffer] = Plan.Buffer(.arena(0), count: 0)
    }
    for (index, instruction) in instructions.enumerated() {
      var inherited: Int?
      // In order, so that a graph's plan is the same in every process.
      for target in Set(instruction.targets.map(\.buffer)).sorted()
      where isInArena(target) && first[target] == index {
        inherited = reusableOperand(instruction, for: target, at: index)
        if let inherited {
          buffers[target].place = buffers[inherited].place
        } else {
          buffers[target].place = .arena(free.take(buffers[target].count))
        }
      }
      let touched = Set((instruction.operands + instruction.targets).map(\.buffer))
      for buffer in touched where buffer != inherited && last[buffer] == index {
        if case .arena(let offset) = buffers[buffer].place {
          free.give(offset, buffers[buffer].count)
        }
      }
    }
  }

  /// An operand whose memory the result may take: as large, read for the last time, element by element.
  private func reusableOperand(
    _ instruction: Instruction, for target: Int, at index: Int
  ) -> Int? {
    instruction.replaceableOperands.first {
      isInArena($0.buffer) && last[$0.buffer] == index && $0.offset == 0
        && buffers[$0.buffer].count == buffers[target].count
    }?.buffer
  }
}

/// Free stretches of the arena, in order.
private struct FreeList {
  /// The number of elements that the arena needs so far.
  private(set) var end = 0
  private var stretches: [(offset: Int, count: Int)] = []

  private static func rounded(_ count: Int) -> Int { (max(1, count) + 15) / 16 * 16 }

  /// Takes the smallest stretch that fits, or new memory at the end.
  mutating func take(_ count: Int) -> Int {
    let count = Self.rounded(count)
    let fitting = stretches.indices.filter { stretches[$0].count >= count }
    if let best = fitting.min(by: { stretches[$0].count < stretches[$1].count }) {
      let offset = stretches[best].offset
      stretches[best].offset += count
      stretches[best].count -= count
      if stretches[best].count == 0 { stretches.remove(at: best) }
      return offset
    }
    if let tail = stretches.last, tail.offset + tail.count == end {
      stretches.removeLast()
      end = tail.offset + count
      return tail.offset
    }
    end += count
    return end - count
  }

  /// Gives a stretch back and joins it to its neighbours.
  mutating func give(_ offset: Int, _ count: Int) {
    var stretch = (offset: offset, count: Self.rounded(count))
    var index = stretches.firstIndex { $0.offset > offset } ?? stretches.count
    if index < stretches.count, stretch.offset + stretch.count == stretches[index].offset {
      stretch.count += stretches[index].count
      stretches.remove(at: index)
    }
    if index > 0, stretches[index - 1].offset + stretches[index - 1].count == stretch.offset {
      index -= 1
      stretch = (stretches[index].offset, stretches[index].count + stretch.count)
      stretches.remove(at: index)
    }
    stretches.insert(stretch, at: index)
  }
}

extension Instruction {
  /// What the instruction writes.
  fileprivate var targets: [Plan.Operand] {
    switch self {
    case .product(let product): [product.target]
    case .convolution(let convolution): [convolution.target]
    case .pool(let pool): [pool.target]
    case .recurrence(let recurrence):
      [recurrence.sums, recurrence.hidden, recurrence.cell, recurrence.target]
    case .unary(_, _, _, let target), .binary(_, _, _, _, let target), .copy(_, _, let target),
      .reduceRows(_, _, _, _, let target), .addRows(_, _, _, _, let target):
      [target]
    }
  }

  /// What the instruction reads.
  fileprivate var operands: [Plan.Operand] {
    switch self {
    case .product(let product):
      [product.first, product.second] + (product.bias.map { [$0.operand] } ?? [])
    case .convolution(let convolution):
      [convolution.source, convolution.weights] + (convolution.bias.map { [$0] } ?? [])
    case .pool(let pool): [pool.source]
    case .recurrence(let recurrence): [recurrence.gates, recurrence.weights]
    case .unary(_, _, let source, _), .copy(_, let source, _), .reduceRows(_, _, _, let source, _),
      .addRows(_, _, _, let source, _):
      [source]
    case .binary(_, _, let first, let second, _): [first, second]
    }
  }

  /// The operands that are read element by element in the order in which the target is written.
  fileprivate var replaceableOperands: [Plan.Operand] {
    switch self {
    case .unary(_, _, let source, _): return [source]
    case .binary(_, let axes, let first, let second, _):
      let firstFits = axes.allSatisfy { $0.first == $0.target }
      let secondFits = axes.allSatisfy { $0.second == $0.target }
      if first.buffer == second.buffer { return firstFits && secondFits ? [first] : [] }
      return (firstFits ? [first] : []) + (secondFits ? [second] : [])
    case .product, .convolution, .pool, .recurrence, .copy, .reduceRows, .addRows: return []
    }
  }
}
