/// The frame of one record of a TFRecord file: the number of bytes as 64 bits, its masked checksum,
/// the bytes, their masked checksum; numbers begin with their lowest byte
/// (https://www.tensorflow.org/tutorials/load_data/tfrecord).
enum Record {
  /// The bytes in their frame.
  static func framed(_ bytes: [UInt8]) -> [UInt8] {
    let length = littleEndian(UInt64(bytes.count))
    return length + littleEndian(CRC32C.masked(length)) + bytes
      + littleEndian(CRC32C.masked(bytes))
  }

  private static func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }
}
