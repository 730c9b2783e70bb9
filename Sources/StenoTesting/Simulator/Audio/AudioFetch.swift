import Foundation
import Steno

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Brings the audio of a job before a transcriber.
enum AudioFetch {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    static func transcribe(
        _ audio: SubmittedAudio,
        with transcriber: SimulatorConfiguration.Transcriber
    ) async throws -> Transcript {
        switch audio {
        case .upload(let upload):
            guard let location = upload.location else { throw Failure(description: "The audio file is gone.") }
            return try await transcriber(location)
        case .url(let text):
            let file = try await fetch(text)
            defer { try? FileManager.default.removeItem(at: file) }
            return try await transcriber(file)
        }
    }

    private static func fetch(_ text: String) async throws -> URL {
        guard let url = URL(string: text), ["http", "https"].contains(url.scheme?.lowercased()) else {
            throw Failure(description: "The audio URL cannot be fetched.")
        }
        let (downloaded, response): (URL, URLResponse)
        do {
            (downloaded, response) = try await URLSession.shared.download(for: URLRequest(url: url), delegate: nil)
        } catch {
            throw Failure(description: "The audio URL could not be fetched.")
        }
        guard let status = (response as? HTTPURLResponse)?.statusCode, 200..<300 ~= status else {
            try? FileManager.default.removeItem(at: downloaded)
            throw Failure(description: "The audio URL answered with an error.")
        }
        // A decoder may go by the extension, and the downloaded file has none.
        let file = temporaryFile(named: url.lastPathComponent)
        try FileManager.default.moveItem(at: downloaded, to: file)
        return file
    }

    /// A path for audio, with the extension of the name it came by.
    static func temporaryFile(named name: String) -> URL {
        let allowed = name.split(separator: ".").dropFirst().last.map { String($0) } ?? ""
        let suffix =
            allowed.count <= 8 && allowed.allSatisfy { $0.isASCII && $0.isLetter || $0.isNumber } ? allowed : ""
        let file = FileManager.default.temporaryDirectory.appending(path: "steno-simulator-\(UUID().uuidString)")
        return suffix.isEmpty ? file : file.appendingPathExtension(suffix)
    }
}
