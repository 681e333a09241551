#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The discrete Fourier transform of one length, in place, in O(n log n) steps for every length.
///
/// A power of 2 is halved again and again (Cooley and Tukey, 1965); another length is turned into a
/// convolution with a chirp, which has a power of 2 (Bluestein, 1970).
final class FourierTransform {
  let length: Int
  private let isInverse: Bool
  /// e^(∓2πik/n) for the first half of a power of 2.
  private let roots: [(re: Double, im: Double)]
  private let chirp: Chirp?

  /// What turns another length into a convolution.
  private struct Chirp {
    /// e^(∓πik²/n).
    let factors: [(re: Double, im: Double)]
    /// The transform of the conjugate factors, around 0.
    let kernelRe: [Double]
    let kernelIm: [Double]
    let forward: FourierTransform
    let backward: FourierTransform
  }

  init(length: Int, isInverse: Bool) {
    self.length = length
    self.isInverse = isInverse
    let sign = isInverse ? 1.0 : -1.0
    guard length & (length - 1) != 0 else {
      roots = (0..<(length / 2)).map {
        let angle = sign * 2 * .pi * Double($0) / Double(length)
        return (cos(angle), sin(angle))
      }
      chirp = nil
      return
    }
    roots = []
    var size = 1
    while size < 2 * length - 1 { size *= 2 }
    var square = 0
    var factors: [(re: Double, im: Double)] = []
    for index in 0..<length {
      let angle = sign * .pi * Double(square) / Double(length)
      factors.append((cos(angle), sin(angle)))
      square = (square + 2 * index + 1) % (2 * length)
    }
    var kernelRe = [Double](repeating: 0, count: size)
    var kernelIm = kernelRe
    for (index, factor) in factors.enumerated() {
      for place in [index, (size - index) % size] {
        (kernelRe[place], kernelIm[place]) = (factor.re, -factor.im)
      }
    }
    let forward = FourierTransform(length: size, isInverse: false)
    forward.run(&kernelRe, &kernelIm)
    chirp = Chirp(
      factors: factors, kernelRe: kernelRe, kernelIm: kernelIm, forward: forward,
      backward: FourierTransform(length: size, isInverse: true))
  }

  /// Transforms real and imaginary parts; the inverse divides by the length.
  func callAsFunction(_ re: inout [Double], _ im: inout [Double]) {
    if chirp == nil { run(&re, &im) } else { convolve(&re, &im) }
    guard isInverse else { return }
    for index in 0..<length {
      re[index] /= Double(length)
      im[index] /= Double(length)
    }
  }

  private func convolve(_ re: inout [Double], _ im: inout [Double]) {
    guard let chirp else { return }
    let size = chirp.kernelRe.count
    var productRe = [Double](repeating: 0, count: size)
    var productIm = productRe
    for (index, factor) in chirp.factors.enumerated() {
      productRe[index] = re[index] * factor.re - im[index] * factor.im
      productIm[index] = re[index] * factor.im + im[index] * factor.re
    }
    chirp.forward.run(&productRe, &productIm)
    for index in 0..<size {
      let (a, b) = (productRe[index], productIm[index])
      productRe[index] = a * chirp.kernelRe[index] - b * chirp.kernelIm[index]
      productIm[index] = a * chirp.kernelIm[index] + b * chirp.kernelRe[index]
    }
    chirp.backward(&productRe, &productIm)
    for (index, factor) in chirp.factors.enumerated() {
      re[index] = productRe[index] * factor.re - productIm[index] * factor.im
      im[index] = productRe[index] * factor.im + productIm[index] * factor.re
    }
  }

  /// Transforms a power of 2 without dividing.
  private func run(_ re: inout [Double], _ im: inout [Double]) {
    re.withUnsafeMutableBufferPointer { re in
      im.withUnsafeMutableBufferPointer { im in
        reorder(re, im)
        var half = 1
        while half < length {
          let step = length / (2 * half)
          for start in stride(from: 0, to: length, by: 2 * half) {
            for index in 0..<half {
              let root = roots[index * step]
              let (upper, lower) = (start + index, start + index + half)
              let a = re[lower] * root.re - im[lower] * root.im
              let b = re[lower] * root.im + im[lower] * root.re
              (re[lower], im[lower]) = (re[upper] - a, im[upper] - b)
              (re[upper], im[upper]) = (re[upper] + a, im[upper] + b)
            }
          }
          half *= 2
        }
      }
    }
  }

  /// Moves each element to the place whose bits are its own in reverse.
  private func reorder(
    _ re: UnsafeMutableBufferPointer<Double>, _ im: UnsafeMutableBufferPointer<Double>
  ) {
    var reversed = 0
    for index in 1..<max(1, length) {
      var bit = length / 2
      while reversed & bit != 0 {
        reversed ^= bit
        bit /= 2
      }
      reversed |= bit
      if index < reversed {
        re.swapAt(index, reversed)
        im.swapAt(index, reversed)
      }
    }
  }
}
