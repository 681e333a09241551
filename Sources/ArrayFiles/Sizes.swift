import Arrays

/// The bytes that an array of a shape has, or nil where an extent is negative or no memory could
/// hold them. Products are bounded also where another extent is 0.
public func byteCount(of shape: [Int], _ dataType: DataType) -> Int? {
  var count = dataType.byteWidth
  var isEmpty = false
  for extent in shape {
    if extent == 0 {
      isEmpty = true
      continue
    }
    let (product, overflows) = count.multipliedReportingOverflow(by: extent)
    guard extent > 0, !overflows else { return nil }
    count = product
  }
  return isEmpty ? 0 : count
}
