import ArrayFiles
import Glibc
import TestSupport
import Testing

@Suite struct ReadingFiles {
  @Test func readsWhatIsThere() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write(to: "\(folder)/a", [1, 2, 3])
      #expect(try readFile("\(folder)/a") == [1, 2, 3])
      #expect(try readFile("\(folder)/a", limit: 3) == [1, 2, 3])
      #expect(try readFile("/dev/null") == [])
      #expect(try !readFile("/proc/self/maps").isEmpty)
    }
  }

  @Test(arguments: [
    ("missing", FileProblem.missing),
    (".", .isDirectory),
    ("three/bytes", .unreadable(reason: "Not a directory")),
    ("three", .tooLarge(limit: 2)),
  ])
  func badPathsThrow(name: String, problem: FileProblem) throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write(to: "\(folder)/three", [1, 2, 3])
      #expect(throws: ArrayFileError.file("\(folder)/\(name)", problem)) {
        try readFile("\(folder)/\(name)", limit: 2)
      }
    }
  }

  @Test func anEndlessDeviceThrows() {
    #expect(throws: ArrayFileError.file("/dev/zero", .tooLarge(limit: 100_000))) {
      try readFile("/dev/zero", limit: 100_000)
    }
  }
}

@Suite struct WritingFiles {
  private struct Interrupted: Error {}

  @Test func replacesTheFileAndKeepsItsPermissions() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/a"
      try AtomicFile.write(to: path, "old")
      #expect(chmod(path, 0o640) == 0)
      try AtomicFile.write(to: path, "new")
      var status = stat()
      #expect(stat(path, &status) == 0 && status.st_mode & 0o7777 == 0o640)
      #expect(try readFile(path) == Array("new".utf8))
    }
  }

  @Test func aFailureLeavesTheOldFileAlone() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write(to: "\(folder)/a", "old")
      #expect(throws: Interrupted.self) {
        try AtomicFile.write(to: "\(folder)/a") { handle in
          try handle.write([1])
          throw Interrupted()
        }
      }
      #expect(try readFile("\(folder)/a") == Array("old".utf8))
      #expect(rmdir(folder) != 0 && unlink("\(folder)/a") == 0)
      #expect(rmdir(folder) == 0, "nothing but the file was left")
    }
  }

  @Test func aSymbolicLinkStaysOne() throws {
    try withTemporaryFolder { folder in
      try AtomicFile.write(to: "\(folder)/a", "old")
      #expect(symlink("a", "\(folder)/link") == 0)
      try AtomicFile.write(to: "\(folder)/link", "new")
      #expect(try readFile("\(folder)/a") == Array("new".utf8))
    }
  }

  @Test func aDeviceIsWrittenToDirectly() throws {
    try AtomicFile.write(to: "/dev/null", "text")
    #expect(try readFile("/dev/null") == [])
  }

  @Test(arguments: [
    ("/tmp", FileProblem.isDirectory),
    ("/tmp/no-such-folder/a", .folderMissing),
    ("/dev/null/a", .unwritable(reason: "Not a directory")),
    ("/dev/full", .unwritable(reason: "No space left on device")),
  ])
  func badPathsThrow(path: String, problem: FileProblem) {
    #expect(throws: ArrayFileError.file(path, problem)) { try AtomicFile.write(to: path, "text") }
  }
}
