#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The recurrence of LinearAttention: a matrix for each head, of keys by values, and what queries
/// read from it.
struct LinearMemory {
  /// (batch, length, heads × size), for queries × how many share a head.
  let query: [Double]
  let key: [Double]
  /// (batch, length, heads × width).
  let value: [Double]
  /// Logarithms of how much is kept, for each element of a key or each head.
  let decay: [Double]?
  /// How much of a correction is added, for each head or all.
  let rate: [Double]?
  let batch: Int
  let length: Int
  let heads: Int
  /// Queries for each head.
  let sharing: Int
  /// Elements of a key, and of a value.
  let size: Int
  let width: Int

  private var state: [Double] = []
  private var output: [Double] = []

  init(
    query: [Double], key: [Double], value: [Double], decay: [Double]?, rate: [Double]?,
    batch: Int, length: Int, heads: Int, sharing: Int, size: Int, width: Int
  ) {
    (self.query, self.key, self.value) = (query, key, value)
    (self.decay, self.rate) = (decay, rate)
    (self.batch, self.length, self.heads, self.sharing) = (batch, length, heads, sharing)
    (self.size, self.width) = (size, width)
  }

  /// Runs over all positions, from a state or from zeros.
  ///
  /// - Returns: What is read, (batch, length, heads × sharing × width), and the last state.
  mutating func run(from past: [Double]?, scale: Double) -> (output: [Double], state: [Double]) {
    state = past ?? Array(repeating: 0, count: batch * heads * size * width)
    output = Array(repeating: 0, count: batch * length * heads * sharing * width)
    for sequence in 0..<(batch * heads) {
      for position in 0..<length {
        let place = sequence / heads * length + position
        update(sequence, place)
        for index in 0..<sharing { read(sequence, place, index, scale) }
      }
    }
    return (output, state)
  }

  private mutating func update(_ sequence: Int, _ place: Int) {
    let (head, matrix) = (sequence % heads, sequence * size * width)
    let (keys, values) = ((place * heads + head) * size, (place * heads + head) * width)
    var added = Array(value[values..<(values + width)])
    for row in 0..<size {
      let start = matrix + row * width
      if let decay {
        let perPlace = decay.count / (batch * length)
        let index = perPlace == heads ? head : head * size + row
        let kept = exp(decay[place * perPlace + index])
        for column in 0..<width { state[start + column] *= kept }
      }
      if rate != nil {
        for column in 0..<width { added[column] -= state[start + column] * key[keys + row] }
      }
    }
    if let rate {
      let perPlace = rate.count / (batch * length)
      let factor = rate[place * perPlace + (perPlace == 1 ? 0 : head)]
      for column in 0..<width { added[column] *= factor }
    }
    for row in 0..<size {
      let start = matrix + row * width
      for column in 0..<width { state[start + column] += key[keys + row] * added[column] }
    }
  }

  private mutating func read(_ sequence: Int, _ place: Int, _ index: Int, _ scale: Double) {
    let head = sequence % heads * sharing + index
    let queries = (place * heads * sharing + head) * size
    let target = (place * heads * sharing + head) * width
    for row in 0..<size {
      let (start, factor) = ((sequence * size + row) * width, scale * query[queries + row])
      for column in 0..<width { output[target + column] += factor * state[start + column] }
    }
  }
}
