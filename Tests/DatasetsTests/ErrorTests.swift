import ArrayFiles
import Datasets
import Images
import Testing

@Suite struct ErrorTests {
  @Test(
    arguments: [
      (ArrayFileError.file("a/b", .missing), "a/b: no such file"),
      (ArrayFileError.gzip("a.gz", .truncated), "a.gz: gzip data ends too early"),
      (
        ArrayFileError.npy("a.npy", .dataTruncated(expected: 8, found: 3)),
        "a.npy: ends within its data: 3 of 8 bytes"
      ),
      (
        ArrayFileError.safetensors("w", .sizeMismatch(tensor: "fc1.bias", expected: 8, found: 4)),
        "w: tensor 'fc1.bias' has 4 bytes, but its shape and type need 8"
      ),
      (DatasetError.idx("t10k", .unknownType(7)), "t10k: has the unknown element type 7"),
      (
        DatasetError.countMismatch("labels", images: 3, labels: 2),
        "labels: has 2 labels for 3 images"
      ),
      (ImageError.notPNG("a.png"), "a.png: is not a PNG file"),
    ] as [(any Error & CustomStringConvertible, String)])
  func sayInOneLineWhatIsWrongWithWhichFile(
    error: any Error & CustomStringConvertible, text: String
  ) {
    #expect(error.description == text)
  }
}
