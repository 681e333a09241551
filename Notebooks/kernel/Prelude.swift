// What every notebook has: the kernel runs this before the first cell.

import Foundation
import Tessera

/// How the kernel recognises what is not text: an escape sequence with a kind and base64.
func sendToNotebook(_ kind: String, _ data: Data) {
  print("\u{1b}]tessera;\(kind);\(data.base64EncodedString())\u{7}", terminator: "")
}

/// Shows a picture below the cell.
func display(_ image: Image) throws { sendToNotebook("png", Data(try image.pngBytes())) }

/// Shows a plot of curves below the cell.
func display(_ plot: LinePlot) throws { try display(plot.image()) }

/// Shows a plot of points below the cell.
func display(_ plot: ScatterPlot) throws { try display(plot.image()) }

/// Shows the value of a cell's last expression.
func showInNotebook<T>(_ value: T) throws {
  switch value {
  case let image as Image: try display(image)
  case let plot as LinePlot: try display(plot)
  case let plot as ScatterPlot: try display(plot)
  case is Void: break
  default: sendToNotebook("text", Data(String(reflecting: value).utf8))
  }
}

/// Shows the error that a cell threw, which the kernel knows by the address of its box alone.
func showErrorInNotebook(at address: UInt) {
  sendToNotebook("text", Data("\(unsafeBitCast(address, to: (any Error).self))".utf8))
}

// Output appears as it is written. Signals to the kernel's group are not for the program: the
// kernel tells it when it is to stop.
setvbuf(stdout, nil, _IONBF, 0)
setpgid(0, 0)

// The program does not outlive the kernel: PR_SET_PDEATHSIG, which is 1. `prctl` takes any number
// of arguments, which Swift does not import, hence its address.
typealias ProcessControl = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
if let address = dlsym(nil, "prctl") {
  _ = unsafeBitCast(address, to: ProcessControl.self)(1, UInt(SIGKILL), 0, 0, 0)
}
