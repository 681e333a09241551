// Prints one line of JSON: what recording costs on tensors with one element, and how often a steady
// step of training takes memory from the system.
import Tessera

/// Operations in a chain, and chains of each form, of which the median counts: a record such as a large
/// network makes, and one that leaves the caches.
let lengths = [(count: 1_000, rounds: 101), (count: 100_000, rounds: 7)]

/// A number with one decimal.
func rounded(_ number: Double) -> Double { (number * 10).rounded() / 10 }

// Before the chains, whose blocks of memory would serve the steps.
let allocations = SmallVAE.systemAllocationsPerStep()
let figures = lengths.map { count, rounds in
  let times = ChainForm.all.map { (name: $0.name, time: $0.median(count: count, rounds: rounds)) }
  let slowest = times.max { $0.time.total < $1.time.total }?.time
  let forms = times.map { "\"\($0.name)\": \(rounded($0.time.total))" }.joined(separator: ", ")
  return """
    {"length": \(count), "forward_ns": \(rounded(slowest?.forward ?? .nan)), \
    "backward_ns": \(rounded(slowest?.backward ?? .nan)), \
    "operator_ns": \(rounded(slowest?.total ?? .nan)), "forms_ns": {\(forms)}}
    """
}
print(
  """
  {"chains": [\(figures.joined(separator: ", "))], "step_allocations": \(allocations), \
  "version": "\(TesseraVersion.current)", "threads": \(Threads.most)}
  """)
