import Testing

/// Operators whose attributes and constants are hostile: refused or run, never a trap.
struct HostileRowTests {
  static let rows = NeuralHostileRows.rows + MathHostileRows.rows

  @Test(arguments: rows)
  func rightRowsRun(_ row: HostileRow) { #expect(row.problem == nil) }

  @Test(arguments: rows)
  func hostileAttributes(_ row: HostileRow) { for row in row.attributeVariants { _ = row.problem } }

  @Test(arguments: rows)
  func hostileConstants(_ row: HostileRow) { for row in row.constantVariants { _ = row.problem } }
}
