// swift-tools-version: 6.1

import PackageDescription

// Linux links the whisper.cpp that pkg-config finds. Apple hosts use the framework whisper.cpp itself publishes.
#if os(macOS)
let whisperDependency: Target.Dependency = "whisper"
let whisperTargets: [Target] = [
    .binaryTarget(
        name: "whisper",
        url: "https://github.com/ggml-org/whisper.cpp/releases/download/v1.9.1/whisper-v1.9.1-xcframework.zip",
        checksum: "8c3ecbe73f48b0cb9318fc3058264f951ab336fd530e82c4ccdd2298d1311a4c"
    )
]
#else
let whisperDependency: Target.Dependency = "CWhisper"
let whisperTargets: [Target] = [
    .systemLibrary(
        name: "CWhisper",
        pkgConfig: "whisper",
        providers: [.apt(["libwhisper-dev"]), .brew(["whisper-cpp"])]
    )
]
#endif

let package = Package(
    name: "Steno",
    platforms: [.macOS(.v15), .iOS(.v18)],
    products: [
        .library(name: "Steno", targets: ["Steno"]),
        .library(name: "StenoProviders", targets: ["StenoProviders"]),
        .library(name: "StenoAsyncHTTPClient", targets: ["StenoAsyncHTTPClient"]),
        .library(name: "StenoHummingbird", targets: ["StenoHummingbird"]),
        .library(name: "StenoTesting", targets: ["StenoTesting"]),
        .library(name: "StenoAudio", targets: ["StenoAudio"]),
        .library(name: "StenoWhisper", targets: ["StenoWhisper"]),
        .library(name: "StenoDemoModel", targets: ["StenoDemoModel"]),
        .executable(name: "steno", targets: ["StenoCommandLine"]),
        .executable(name: "steno-simulator", targets: ["StenoSimulator"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .target(
            name: "Steno",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HeapModule", package: "swift-collections"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HTTPTypesFoundation", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ]
        ),
        .target(
            name: "StenoProviders",
            dependencies: [
                "Steno",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .target(
            name: "StenoAsyncHTTPClient",
            dependencies: [
                "Steno",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOFoundationCompat", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPCompression", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]
        ),
        .target(
            name: "StenoHummingbird",
            dependencies: [
                "Steno",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .target(
            name: "StenoTesting",
            dependencies: [
                "Steno",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HTTPTypesFoundation", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]
        ),
        .target(
            name: "StenoAudio",
            dependencies: [.target(name: "CFFmpeg", condition: .when(platforms: [.linux]))]
        ),
        .target(
            name: "StenoWhisper",
            dependencies: [
                "Steno",
                "StenoAudio",
                whisperDependency,
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .target(name: "StenoDemoModel", dependencies: ["StenoWhisper"], resources: [.copy("Resources")]),
        .executableTarget(
            name: "StenoCommandLine",
            dependencies: [
                "Steno",
                "StenoAudio",
                "StenoHummingbird",
                "StenoProviders",
                "StenoWhisper",
                "StenoDemoModel",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),
        .executableTarget(
            name: "StenoSimulator",
            dependencies: [
                "StenoTesting",
                "StenoDemoModel",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        // Here and not among the other benchmarks, because the reader it measures is not public.
        .executableTarget(
            name: "DecodeBenchmark",
            dependencies: ["Steno", "StenoTestSupport"],
            path: "Benchmarks/Decode"
        ),
        .executableTarget(
            name: "VerifyBenchmark",
            dependencies: [
                "Steno",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            path: "Benchmarks/Verify"
        ),
        .systemLibrary(
            name: "CFFmpeg",
            pkgConfig: "libavformat",
            providers: [.apt(["libavformat-dev", "libavcodec-dev", "libswresample-dev"])]
        ),

        .target(
            name: "StenoTestSupport",
            dependencies: [
                "Steno",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Tests/StenoTestSupport"
        ),
        .target(
            name: "StenoHTTPTestSupport",
            dependencies: [
                "Steno",
                "StenoTestSupport",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HTTPTypesFoundation", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            path: "Tests/StenoHTTPTestSupport"
        ),
        .executableTarget(name: "StenoAlone", dependencies: ["Steno"], path: "Tests/StenoAlone"),
        .testTarget(
            name: "StenoTests",
            dependencies: [
                "Steno",
                "StenoAlone",
                "StenoTestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "Instrumentation", package: "swift-distributed-tracing"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ]
        ),
        .testTarget(
            name: "StenoHTTPTests",
            dependencies: [
                "Steno",
                "StenoHTTPTestSupport",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HTTPTypesFoundation", package: "swift-http-types"),
            ]
        ),
        .testTarget(
            name: "StenoAsyncHTTPClientTests",
            dependencies: [
                "StenoAsyncHTTPClient",
                "StenoHTTPTestSupport",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HTTPTypesFoundation", package: "swift-http-types"),
            ]
        ),
        .testTarget(
            name: "StenoProvidersTests",
            dependencies: [
                "StenoProviders",
                "StenoTestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(
            name: "StenoHummingbirdTests",
            dependencies: [
                "StenoHummingbird",
                "StenoProviders",
                "StenoTesting",
                "StenoTestSupport",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),
        .testTarget(
            name: "StenoTestingTests",
            dependencies: [
                "Steno",
                "StenoAsyncHTTPClient",
                "StenoHummingbird",
                "StenoProviders",
                "StenoTesting",
                "StenoTestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "InMemoryTracing", package: "swift-distributed-tracing"),
                .product(name: "Instrumentation", package: "swift-distributed-tracing"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "MetricsTestKit", package: "swift-metrics"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "Tracing", package: "swift-distributed-tracing"),
            ]
        ),
        .testTarget(name: "StenoAudioTests", dependencies: ["StenoAudio", "StenoTestSupport"]),
        .testTarget(
            name: "StenoWhisperTests",
            dependencies: [
                "StenoWhisper",
                "StenoDemoModel",
                "StenoTestSupport",
                "StenoHTTPTestSupport",
                "StenoTesting",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]
        ),
        .testTarget(
            name: "StenoCommandLineTests",
            dependencies: [
                "StenoCommandLine",
                "StenoProviders",
                "StenoTestSupport",
                "StenoTesting",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "HTTPTypesFoundation", package: "swift-http-types"),
            ]
        ),
    ] + whisperTargets,
    swiftLanguageModes: [.v6]
)

// Fuzzers are built only by Scripts/fuzz.sh: their main function is libFuzzer's.
if Context.environment["STENO_FUZZING"] != nil {
    package.targets.append(
        .executableTarget(
            name: "StenoFuzzer",
            dependencies: [
                "Steno",
                "StenoProviders",
                "StenoTestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            path: "Fuzzing/Sources"
        )
    )
}

for target in package.targets where ![.system, .binary].contains(target.type) {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        ]
}
