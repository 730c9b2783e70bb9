import Foundation
import Steno

extension ConformanceCheck {
    /// What no request may be, and what this provider's own rules forbid.
    static let limits: [Self] = [
        Self("impossible-requests-are-refused", "What no provider can do is refused before anything is sent.") {
            probe in
            let sent = await probe.subject.sentRequests()
            let sources = probe.provider.capabilities.audioSources
            func refuse(_ what: String, _ change: (inout TranscriptionRequest) -> Void) async throws {
                var request = try await probe.subject.request()
                change(&request)
                let asked = request
                await probe.error(of: "submit of \(what)", .invalidRequest, .invalidAudio, .unsupportedOption) {
                    try await probe.provider.submit(asked)
                }
            }
            if sources.contains(.data) {
                try await refuse("no bytes") { $0.audio = .data(Data(), name: "empty.wav") }
            }
            if sources.contains(.file) {
                let web = URL(string: "https://example.com/a.mp3")
                if let web { try await refuse("a web address as a file") { $0.audio = .file(web) } }
            }
            if sources.contains(.url) {
                try await refuse("a file as a web address") { $0.audio = .url(.missing) }
            }
            if sources.contains(.stored) { try await refuse("an empty id") { $0.audio = .stored(id: "") } }
            try await refuse("an empty language code") { $0.options.language = .hints([""]) }
            try await refuse("no language to be strict about") { $0.options.language = .strict([]) }
            try await refuse("less than one speaker") { $0.options.diarization = .speakers(expected: 0) }
            await probe.expectNothingSent(since: sent)
            await probe.expectCreated(0...0, after: "refused requests")
        },
        Self("missing-files-are-invalid-audio", "A file that is not there ends as invalidAudio, and makes no job.") {
            probe in
            guard probe.provider.capabilities.audioSources.contains(.file) else {
                throw probe.skip("the provider takes no files")
            }
            var request = try await probe.subject.request()
            request.audio = .file(.missing)
            let asked = request
            switch await probe.outcome(of: "submit of a missing file", { try await probe.provider.submit(asked) }) {
            case .failure(let error):
                probe.expect(error.code == .invalidAudio, "invalidAudio", saw: "\(error)")
                await probe.expectCreated(0...0, after: "a missing file")
            case .success(let submitted):
                // An engine on this machine may read the audio later.
                let job = try await probe.ended(submitted.id)
                probe.expect(job.failure?.code == .invalidAudio, "invalidAudio", saw: probe.state(of: job))
            }
        },
        Self("documented-limits-are-checked", "The provider's own limits are checked before anything is sent.") {
            probe in
            let requests = try await probe.subject.invalidRequests()
            guard !requests.isEmpty else { throw probe.skip("the subject names no limits") }
            let sent = await probe.subject.sentRequests()
            for (rule, request) in requests.sorted(by: { $0.key < $1.key }) {
                await probe.error(
                    of: "submit against the rule \(rule)",
                    .invalidRequest,
                    .invalidAudio,
                    .unsupportedOption
                ) {
                    try await probe.provider.submit(request)
                }
            }
            await probe.expectNothingSent(since: sent)
            await probe.expectCreated(0...0, after: "refused requests")
        },
    ]
}

extension URL {
    /// A file that is not there.
    static var missing: URL {
        FileManager.default.temporaryDirectory.appending(
            path: "conformance-missing/none.wav",
            directoryHint: .notDirectory
        )
    }
}

extension AudioSource {
    /// Some audio of a kind, for those who do not take it.
    static func any(_ kind: Kind) -> Self {
        switch kind {
        case .url: URL(string: "https://example.com/audio.mp3").map(Self.url) ?? .stored(id: "any")
        case .file: .file(.missing)
        case .data: .data(Data("RIFF".utf8), name: "any.wav")
        case .stored: .stored(id: "any")
        }
    }
}
