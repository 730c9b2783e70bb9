import Steno

extension SonioxTranscript {
    /// The translations, one for each language translated to, in order of first appearance.
    ///
    /// Soniox gives translations no times; their segments have those of the speech they follow, of the same speaker.
    public var translations: [TranslatedText] {
        guard tokens.contains(where: \.isTranslation) else { return [] }
        var assembly = TranslationAssembly()
        for token in tokens { assembly.take(token) }
        return assembly.finish()
    }
}

/// Collects runs of translated tokens, and the time of the speech they translate.
private struct TranslationAssembly {
    /// A run of translated tokens.
    private struct Run {
        var language: String
        var speaker: String?
        var text: String
    }

    /// Speech that is not translated yet, in milliseconds.
    private struct Speech {
        var start: Int
        var end: Int
        var isTranslated = false
    }

    private var texts: [(language: String, text: String, segments: [Segment])] = []
    private var run: Run?
    private var speech: [String?: Speech] = [:]
    private var lastSpeech = Speech(start: 0, end: 0)

    mutating func take(_ token: SonioxToken) {
        guard token.isTranslation else {
            if !token.text.isBlank { endRun() }
            hear(token)
            return
        }
        let language = token.language ?? run?.language ?? ""
        if let run, run.language == language, run.speaker == token.speaker || token.text.isBlank {
            self.run?.text += token.text
        } else {
            endRun()
            run = Run(language: language, speaker: token.speaker, text: token.text)
        }
    }

    mutating func finish() -> [TranslatedText] {
        endRun()
        return texts.map { TranslatedText(language: $0.language, text: $0.text.trimmed, segments: $0.segments) }
    }

    private mutating func hear(_ token: SonioxToken) {
        guard let start = token.start ?? token.end, !token.text.isBlank else { return }
        let end = max(start, token.end ?? start)
        if var known = speech[token.speaker], !known.isTranslated {
            known.end = max(known.end, end)
            speech[token.speaker] = known
        } else {
            speech[token.speaker] = Speech(start: start, end: end)
        }
        lastSpeech = speech[token.speaker] ?? lastSpeech
    }

    private mutating func endRun() {
        guard let run else { return }
        self.run = nil
        let time = speech[run.speaker] ?? lastSpeech
        speech[run.speaker]?.isTranslated = true
        let index =
            texts.firstIndex { $0.language == run.language }
            ?? {
                texts.append((run.language, "", []))
                return texts.count - 1
            }()
        texts[index].text += run.text
        guard !run.text.isBlank else { return }
        texts[index].segments.append(
            Segment(
                start: Double(time.start) / 1000,
                end: Double(time.end) / 1000,
                text: run.text.trimmed,
                speaker: run.speaker,
                language: run.language.isEmpty ? nil : run.language
            )
        )
    }
}
