// swift-tools-version: 6.1

import PackageDescription

// A package of its own, so that it takes Steno as any other package would.
let package = Package(
    name: "Examples",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(name: "steno", path: "..")
    ],
    targets: [
        .executableTarget(
            name: "quick-start",
            dependencies: [.product(name: "StenoDemoModel", package: "steno")],
            path: "Sources/QuickStart"
        ),
        .executableTarget(
            name: "transcribe-anywhere",
            dependencies: [
                .product(name: "StenoDemoModel", package: "steno"),
                .product(name: "StenoProviders", package: "steno"),
            ],
            path: "Sources/TranscribeAnywhere"
        ),
    ],
    swiftLanguageModes: [.v6]
)
