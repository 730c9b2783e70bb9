import Foundation
import StenoDemoModel
import Testing

@testable import StenoWhisper

/// The real engine with the demo model, from audio to text.
@Suite struct WhisperTests {
    @Test func theSampleComesOutWordForWord() async throws {
        let whisper = try await Whisper.demo()
        let transcript = try await whisper.transcribe(.file(DemoModel.sample))
        #expect(transcript.text == sampleText)
        #expect(transcript.segments.map(\.text).joined(separator: " ") == sampleText)
        #expect(transcript.language == "en")
        let duration = try #require(transcript.duration)
        #expect(abs(duration - 11.683) < 0.01)
        for (one, next) in zip(transcript.segments, transcript.segments.dropFirst()) {
            #expect(one.start < one.end)
            #expect(one.end <= next.start)
        }
        #expect(transcript.words.isEmpty)
        await whisper.shutDown()
    }

    @Test func jobsEndWithTheProcess() async throws {
        let (whisper, later) = (try await Whisper.demo(), try await Whisper.demo())
        let id = try await whisper.submit(.init(audio: .file(DemoModel.sample))).id
        let error = await #expect(throws: TranscriptionError.self) { try await later.job(id) }
        #expect(error?.code == .notFound)
        #expect(later.capabilities.jobsEndWithProcess)
        await whisper.shutDown()
    }

    @Test(arguments: [WhisperOptions.Sampling.greedy(), .greedy(bestOf: 1), .beam(size: 2), .beam(size: 8)])
    func everyWayOfSamplingReadsTheSample(sampling: WhisperOptions.Sampling) async throws {
        let whisper = try await Whisper.demo()
        let options = TranscriptionOptions(provider: .init(WhisperOptions(sampling: sampling)))
        #expect(try await whisper.transcribe(.file(DemoModel.sample), options).text == sampleText)
        await whisper.shutDown()
    }

    @Test func aJobHasTheLifeOfARemoteOne() async throws {
        let whisper = try await Whisper.demo()
        let submitted = try await whisper.submit(
            .init(audio: .file(DemoModel.sample), metadata: ["call": "7"], clientReference: "mine")
        )
        #expect([.queued, .running].contains(submitted.status))
        #expect(submitted.metadata == ["call": "7"])
        #expect(submitted.clientReference == "mine")
        var watched: [Segment] = []
        for try await segment in try whisper.segments(of: submitted.id) { watched.append(segment) }
        var seen: [TranscriptionJob] = []
        let handle = try await TranscriptionClient(provider: whisper).resume(submitted.id)
        for try await job in handle.updates { seen.append(job) }
        let last = try #require(seen.last)
        #expect(last.status == .completed)
        #expect(last.progress == 1)
        #expect(last.startedAt != nil && last.finishedAt != nil)
        #expect(try await whisper.transcript(submitted.id).segments == watched)
        #expect(try await whisper.list(.init()).jobs.map(\.id) == [submitted.id])
        try await whisper.delete(submitted.id)
        #expect(try await whisper.list(.init()).jobs.isEmpty)
        await whisper.shutDown()
    }

    @Test func oneModelServesManyJobsAtOnce() async throws {
        let whisper = try await Whisper.demo(.init(concurrentJobs: 4, threads: 1))
        let texts = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<8 {
                group.addTask { try await whisper.transcribe(.file(DemoModel.sample)).text }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(texts == Array(repeating: sampleText, count: 8))
        await whisper.shutDown()
    }

    @Test func cancelReturnsAtOnceAndTheNativeWorkEnds() async throws {
        let whisper = try await Whisper.demo(.init(concurrentJobs: 2, threads: 1))
        let recording = try Audio.longRecording()
        let clock = ContinuousClock()
        var durations: [Duration] = []
        // Tests beside this one can hold it up until half an hour is transcribed; then there is nothing to cancel.
        for _ in 0..<12 where durations.count < 4 {
            let job = try await whisper.submit(.init(audio: .data(recording, name: nil)))
            for try await _ in try whisper.segments(of: job.id) { break }
            let start = clock.now
            let ended = try await whisper.cancel(job.id)
            let duration = start.duration(to: clock.now)
            guard ended.status == .cancelled else { continue }
            durations.append(duration)
            await #expect(throws: TranscriptionError.self) { try await whisper.transcript(job.id) }
        }
        try #require(durations.count == 4)
        // Once or twice the processor may be taken away for longer.
        #expect(durations.sorted()[1] < .milliseconds(50))
        await whisper.shutDown()
    }

    @Test func cancellingTheTaskCancelsTheJob() async throws {
        let whisper = try await Whisper.demo()
        let recording = try Audio.longRecording()
        let task = Task { try await whisper.transcribe(.data(recording, name: nil)) }
        var job: TranscriptionJob?
        while job == nil { job = try await whisper.list(.init()).jobs.first }
        task.cancel()
        let error = await #expect(throws: TranscriptionError.self) { try await task.value }
        #expect(error?.code == .cancelled)
        let id = try #require(job?.id)
        #expect(try await whisper.job(id).status == .cancelled)
        await whisper.shutDown()
    }

    @Test func longAudioIsCutInPausesWithoutLosingOrDoublingWords() async throws {
        let whisper = try await Whisper.demo()
        let sample = try Audio.sample()
        var samples: [Float] = []
        var starts: [Double] = []
        for round in 0..<9 {
            starts.append(Double(samples.count) / Double(Audio.rate))
            samples += sample + Audio.silence(0.3 + 0.13 * Double(round))
        }
        let transcript = try await whisper.transcribe(.data(Audio.wav(samples), name: "long.wav"))
        let expected = Array(repeating: sampleText, count: 9).joined(separator: " ")
        let errors = wordErrors(expected, transcript.text)
        #expect(errors <= 7, "\(errors) errors in 252 words: \(transcript.text)")
        for start in starts {
            let nearest = transcript.segments.map { abs($0.start - start) }.min() ?? .infinity
            #expect(nearest < 0.7, "a segment begins where the recording's part at \(start) s does")
        }
        await whisper.shutDown()
    }

    @Test func wordsHaveTimesAndMakeUpTheText() async throws {
        let whisper = try await Whisper.demo()
        let transcript = try await whisper.transcribe(.file(DemoModel.sample), .init(wordTiming: true))
        #expect(transcript.words.map(\.text).joined(separator: " ") == sampleText)
        for (one, next) in zip(transcript.words, transcript.words.dropFirst()) {
            #expect(one.start <= one.end)
            #expect(one.start <= next.start)
        }
        let tuesday = try #require(transcript.words.first { $0.text == "Tuesday" })
        #expect((3.0...5.5).contains(tuesday.start))
        #expect(transcript.words.allSatisfy { (0...1).contains($0.confidence ?? -1) })
        await whisper.shutDown()
    }

    @Test func channelsAreTranscribedApartAndMergedInTime() async throws {
        let whisper = try await Whisper.demo()
        let sample = try Audio.sample()
        let left = Array(sample[..<(2 * Audio.rate + Audio.rate / 2)])
        let right = Audio.silence(3) + sample[(2 * Audio.rate + Audio.rate / 2)..<(5 * Audio.rate + Audio.rate / 2)]
        let transcript = try await whisper.transcribe(
            .data(Audio.wav(left, right), name: nil),
            .init(diarization: .channels, wordTiming: true)
        )
        #expect(
            transcript.segments.map(\.text) == [
                "This is Anna calling from Boston.", "The meeting starts on Tuesday at ten.",
            ]
        )
        #expect(transcript.segments.map(\.channel) == [0, 1])
        #expect(transcript.segments.map(\.speaker) == ["channel_0", "channel_1"])
        #expect(transcript.speakers == [.init(label: "channel_0", channel: 0), .init(label: "channel_1", channel: 1)])
        #expect(transcript.words.allSatisfy { $0.channel != nil && $0.speaker != nil })
        await whisper.shutDown()
    }

    @Test(arguments: [1, 100, 399, 1600, 16_000])
    func silenceAndTheShortestAudioAreEmptyTranscripts(count: Int) async throws {
        let whisper = try await Whisper.demo()
        let silent = try await whisper.transcribe(.data(Audio.wav(Array(repeating: 0, count: count)), name: nil))
        #expect(silent.text.isEmpty)
        let clicks = (0..<count).map { Float($0 % 7) / 70 }
        _ = try await whisper.transcribe(.data(Audio.wav(clicks), name: nil))
        await whisper.shutDown()
    }

    @Test func aPromptWithAnyCharactersIsTaken() async throws {
        let whisper = try await Whisper.demo()
        let options = TranscriptionOptions(
            vocabulary: ["Boston", "Anna\0Robert"],
            context: "A voicemail. 音声 \u{1F4DE}"
        )
        _ = try await whisper.transcribe(.file(DemoModel.sample), options)
        await whisper.shutDown()
    }

    @Test(arguments: WhisperOptions.AudioContext.allCases)
    func readsShortClipsInAnyWindow(_ audioContext: WhisperOptions.AudioContext) async throws {
        let whisper = try await Whisper.demo()
        let options = TranscriptionOptions(provider: .init(WhisperOptions(audioContext: audioContext)))
        let text = try await whisper.transcribe(.file(DemoModel.sample), options).text
        #expect(wordErrors(sampleText, text) <= 2, "\(text)")
        await whisper.shutDown()
    }
}
