import ArrayFiles
import Images

/// What one epoch achieved.
public struct EpochMetrics: Sendable, Hashable {
  /// The epoch's number, from 1.
  public let epoch: Int
  /// The mean loss of the training images, each under the weights when it was used.
  public let train: Loss
  /// The loss of the test images after the epoch.
  public let test: Loss
  /// The time that training took, without tests and files. After an interruption it is the time
  /// since training was resumed.
  public let seconds: Double
}

/// The table of losses in a run folder, `metrics.csv`: losses per image in nats.
struct MetricsTable {
  static let header =
    "epoch,train_loss,train_reconstruction,train_kl,test_loss,test_reconstruction,test_kl,seconds"

  let path: String
  private(set) var rows: [[Double]]

  /// Creates a table without rows.
  init(path: String) {
    self.path = path
    rows = []
  }

  /// Reads a table's rows for the epochs up to `epoch`; later ones were not saved in a checkpoint
  /// and come again. Rows that cannot be read are left out.
  init(path: String, through epoch: Int) {
    self.init(path: path)
    guard let bytes = try? readFile(path, limit: 1 << 26) else { return }
    let columns = Self.header.split(separator: ",").count
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    for line in lines.dropFirst() {
      let row: [Double] = line.split(separator: ",").compactMap { Double($0) }
      guard row.count == columns, row[0] >= 1, row[0] <= Double(epoch) else { continue }
      rows.append(row)
    }
  }

  mutating func append(_ metrics: EpochMetrics) {
    var row = [Double(metrics.epoch)]
    for loss in [metrics.train, metrics.test] {
      for value in [loss.total, loss.reconstruction, loss.divergence] {
        row.append(rounded(value, 1e6))
      }
    }
    rows.append(row + [rounded(metrics.seconds, 1e3)])
  }

  /// Writes the table anew.
  ///
  /// - Throws: `ArrayFileError.file` where the system refuses.
  func write() throws {
    let lines = rows.map { row in
      (["\(Int(row[0]))"] + row.dropFirst().map { "\($0)" }).joined(separator: ",")
    }
    try AtomicFile.write(to: path, ([Self.header] + lines).map { $0 + "\n" }.joined())
  }

  /// The curves of training and test loss.
  var plot: LinePlot {
    LinePlot(
      title: "Negative evidence lower bound", xLabel: "epoch", yLabel: "nats per image",
      series: [("train", 1), ("test", 4)].map { name, column in
        LinePlot.Series(name: name, points: rows.map { ($0[0], $0[column]) })
      })
  }

  private func rounded(_ value: Double, _ scale: Double) -> Double {
    (value * scale).rounded() / scale
  }
}
