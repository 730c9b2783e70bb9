import Foundation
import Steno
import StenoTesting
import Synchronization
import Testing

@Suite struct TranscriberTests {
    private static let uploads: [(service: SimulatorService, path: String, part: String)] = [
        (.pyai, "/pyai/v1/transcription/jobs", "audio"), (.transcripts, "/transcripts/v1/transcripts", "audio_file"),
        (.speechischeap, "/speechischeap-upload/v2/jobs/", "input_file"),
    ]

    @Test(arguments: uploads)
    func theAudioSubmittedIsTranscribedAndRemoved(service: SimulatorService, path: String, part: String) async throws {
        let seen = Mutex<(bytes: Data, file: URL)?>(nil)
        try await withSimulator {
            $0.transcriber = { file in
                let bytes = try Data(contentsOf: file)
                seen.withLock { $0 = (bytes, file) }
                return Transcript(text: "Heard you.", duration: 1.5)
            }
        } _: { simulator, client in
            let bytes = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 / 3) })
            let created = try await client.post(path, form: .init(file: (part, "call.wav", bytes)))
            #expect(created.status < 300)
            await simulator.advance(by: .seconds(3))
            let heard = try #require(seen.withLock { $0 })
            #expect(heard.bytes == bytes)
            #expect(heard.file.pathExtension == "wav")
            #expect(!FileManager.default.fileExists(atPath: heard.file.path))
            let id = simulator.jobIDs(of: service)[0]
            let read = service == .speechischeap ? "/speechischeap/v2/jobs/\(id)" : "\(path)/\(id)"
            #expect(try await client.get(read).text.contains("Heard you."))
        }
    }

    @Test func aSonioxFileIsKeptUntilItIsDeleted() async throws {
        let files = Mutex<[URL]>([])
        try await withSimulator {
            $0.transcriber = { file in
                files.withLock { $0.append(file) }
                return Transcript(text: "\(try Data(contentsOf: file).count) bytes")
            }
        } _: { simulator, client in
            let uploaded = try await client.post(
                "/soniox/v1/files",
                form: .init(file: ("file", "a.mp3", Data(count: 5)))
            )
            let file = try #require(uploaded.json["id"].string)
            for _ in 0..<2 {
                let json = #"{"model": "stt-async-v5", "file_id": "\#(file)"}"#
                let created = try await client.post("/soniox/v1/transcriptions", json: json)
                let id = try #require(created.json["id"].string)
                await simulator.advance(by: .seconds(3))
                let transcript = try await client.get("/soniox/v1/transcriptions/\(id)/transcript").json
                #expect(transcript["text"].string == "5 bytes")
            }
            let path = try #require(files.withLock { $0.first }).path
            #expect(FileManager.default.fileExists(atPath: path))
            _ = try await client.delete("/soniox/v1/files/\(file)")
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }

    @Test func anAddressIsFetched() async throws {
        try await withSimulator {
            $0.transcriber = { file in Transcript(text: "\(try Data(contentsOf: file).prefix(4).count) bytes read") }
        } _: { simulator, client in
            // The simulator's own overview stands for the audio.
            let good = #"{"input_url": "\#(client.base.absoluteString)/control"}"#
            let bad = #"{"input_url": "\#(client.base.absoluteString)/nowhere"}"#
            var paths: [String] = []
            for json in [good, bad] {
                let id = try await client.post("/speechischeap/v2/jobs/", json: json).json["id"].string
                paths.append("/speechischeap/v2/jobs/" + (try #require(id)))
            }
            await simulator.advance(by: .seconds(3))
            #expect(try await client.get(paths[0]).text.contains("4 bytes read"))
            #expect(try await client.get(paths[1]).json["status"].string == "FAILED")
        }
    }

    @Test func aTranscriberThatFailsFailsTheJob() async throws {
        try await withSimulator {
            $0.transcriber = { _ in throw CocoaError(.fileReadCorruptFile) }
        } _: { simulator, client in
            let created = try await client.post(
                "/pyai/v1/transcription/jobs",
                form: .init(file: ("audio", "a.wav", Data(count: 5)))
            )
            await simulator.advance(by: .seconds(3))
            let id = try #require(created.json["job_id"].string)
            #expect(try await client.get("/pyai/v1/transcription/jobs/\(id)").json["status"].string == "failed")
        }
    }
}
