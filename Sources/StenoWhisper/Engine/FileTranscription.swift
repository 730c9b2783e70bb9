import Foundation
import Steno
import StenoAudio

/// One job from its audio to its transcript.
///
/// Blocks: it runs on the job's own thread.
struct FileTranscription {
    let plan: TranscriptionPlan
    let context: WhisperContext
    let run: JobRun

    /// Reads and transcribes the audio in bounded memory.
    ///
    /// - Throws: ``TranscriptionError``; ``PartialTranscript`` when the audio broke off; `CancellationError`.
    func transcribe() throws -> Transcript {
        let reader = try openAudio()
        run.tell(.began(audioDuration: reader.info.duration))
        var channels = try (0..<reader.channelCount).map { index in
            try ChannelTranscription(
                channel: plan.separatesChannels ? index : nil,
                state: WhisperState(context),
                plan: plan,
                run: run
            )
        }
        var samples = 0
        var damage: AudioError?
        do {
            while let block = try reader.next() {
                guard !run.isCancelled else { throw CancellationError() }
                for index in channels.indices { try channels[index].append(block[index]) }
                samples += block.first?.count ?? 0
                report(channels, of: reader.info.duration)
            }
        } catch let error as AudioError {
            damage = error
        }
        for index in channels.indices { try channels[index].finish() }
        let transcript = transcript(of: channels, duration: Double(samples) / Double(WindowCutter.rate))
        guard let damage else { return transcript }
        let failure = JobFailure(code: .invalidAudio, message: damage.description, providerCode: damage.code.rawValue)
        guard damage.code == .truncated, plan.options.acceptsTruncatedAudio else {
            throw PartialTranscript(transcript: transcript, failure: failure)
        }
        run.tell(.warning(failure.message))
        return transcript
    }

    private func report(_ channels: [ChannelTranscription], of duration: Double?) {
        guard let duration, duration > 0, let least = channels.map(\.position).min(), least > 0 else { return }
        run.tell(.progress(Double(least) / Double(WindowCutter.rate) / duration))
    }

    private func openAudio() throws -> AudioReader {
        let input: AudioInput
        switch run.audio {
        case .file(let url):
            input = .file(url)
        case .data(let data, let name):
            input = .data(data, name: name)
        case .url, .stored:
            throw TranscriptionError(
                .unsupportedOption,
                "whisper takes audio by file or data only.",
                provider: Whisper.id
            )
        }
        do {
            return try AudioReader(input, channels: plan.separatesChannels ? .separate : .mono)
        } catch {
            throw TranscriptionError(
                .invalidAudio,
                error.description,
                provider: Whisper.id,
                providerCode: error.code.rawValue,
                underlying: error
            )
        }
    }

    private func transcript(of channels: [ChannelTranscription], duration: Double) -> Transcript {
        let segments = merged(channels.map(\.segments), by: \.start)
        let text = segments.map(\.text).joined(separator: " ")
        let leading = channels.first { $0.language != nil }
        var transcript = Transcript(
            text: text,
            language: plan.translates ? "en" : leading?.language,
            languageConfidence: leading?.languageConfidence,
            duration: duration,
            segments: segments,
            words: merged(channels.map(\.words), by: \.start),
            speakers: speakers(in: segments)
        )
        if plan.translates {
            transcript.translations = [TranslatedText(language: "en", text: text, segments: segments)]
        }
        return transcript
    }

    private func speakers(in segments: [Segment]) -> [Speaker] {
        var seen: Set<String> = []
        return segments.compactMap { segment in
            guard let label = segment.speaker, seen.insert(label).inserted else { return nil }
            return Speaker(label: label, channel: segment.channel)
        }
    }

    /// All elements in order of time; those of one channel keep their order.
    private func merged<Element>(_ lists: [[Element]], by start: (Element) -> Double) -> [Element] {
        guard lists.count > 1 else { return lists.first ?? [] }
        return lists.joined().enumerated()
            .sorted { (start($0.element), $0.offset) < (start($1.element), $1.offset) }
            .map(\.element)
    }
}
