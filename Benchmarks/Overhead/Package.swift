// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "Overhead",
  dependencies: [.package(name: "Tessera", path: "../..")],
  targets: [
    .executableTarget(
      name: "overhead", dependencies: [.product(name: "Tessera", package: "Tessera")])
  ],
  swiftLanguageModes: [.v6]
)
