import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Turns Ctrl-C and a request to terminate into a question that long work asks between its steps.
public enum Interruption {
  private static let received = Atomic<Int32>(0)

  /// Starts to catch SIGINT and SIGTERM. A second one ends the program at once, as usual.
  public static func catchSignals() {
    // Creates the flag now: a handler must not.
    received.store(0, ordering: .relaxed)
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { number in
      Interruption.received.store(number, ordering: .relaxed)
      signal(SIGINT, SIG_DFL)
      signal(SIGTERM, SIG_DFL)
    }
    action.sa_flags = SA_RESTART
    sigaction(SIGINT, &action, nil)
    sigaction(SIGTERM, &action, nil)
  }

  /// The signal that was caught; nil while there was none.
  public static var signalNumber: Int32? {
    let number = received.load(ordering: .relaxed)
    return number == 0 ? nil : number
  }

  /// What a program that ends because of the signal exits with: 130 after Ctrl-C.
  public static var exitCode: Int32 { 128 + (signalNumber ?? SIGINT) }
}
