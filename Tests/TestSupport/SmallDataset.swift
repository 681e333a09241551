import ArrayFiles
import Arrays
import Datasets
import Foundation

/// Writes a data set in MNIST's form to a folder that exists: 60 training and 25 test images of
/// `side` × `side` pixels, at least 6, each a bright bar whose place is its label, 0 to 5.
public func writeSmallDataset(
  to folder: String, train: Int = 60, test: Int = 25, side: Int = 6
) throws {
  var generator = RandomGenerator(seed: 7)
  for (name, count) in [("train", train), ("t10k", test)] {
    let labels = generator.integers(count, below: 6).map { UInt8($0) }
    let noise = generator.integers(count * side * side, below: 60).map { UInt8($0) }
    let pixels = noise.indices.map { index in
      index % side == Int(labels[index / (side * side)]) ? 250 - noise[index] : noise[index]
    }
    try AtomicFile.write(
      to: "\(folder)/\(name)-images-idx3-ubyte", idxBytes(pixels, shape: [count, side, side]))
    try AtomicFile.write(
      to: "\(folder)/\(name)-labels-idx1-ubyte", idxBytes(labels, shape: [count]))
  }
}

/// Unsigned bytes as an IDX file.
public func idxBytes(_ elements: [UInt8], shape: [Int]) -> [UInt8] {
  let extents = shape.flatMap { extent in
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: extent >> $0) }
  }
  return [0, 0, 8, UInt8(shape.count)] + extents + elements
}

/// Calls `body` with a new folder whose folder `data` holds the small data set.
public func withSmallDataset(side: Int = 6, _ body: (String) throws -> Void) throws {
  try withTemporaryFolder { root in
    try FileManager.default.createDirectory(
      atPath: "\(root)/data", withIntermediateDirectories: true)
    try writeSmallDataset(to: "\(root)/data", side: side)
    try body(root)
  }
}
