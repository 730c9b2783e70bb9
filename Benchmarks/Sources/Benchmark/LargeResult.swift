/// A long answer that is written while it is sent, so that nobody holds it as a whole.
struct LargeResult: Sendable {
    /// Elements that are repeated until they fill their share of the answer, with what is written before them.
    struct Section: Sendable {
        var opening: String
        /// From 0 to 1.
        var share: Double
        var separator = ","
        var element: @Sendable (_ index: Int) -> String
    }

    var sections: [Section]
    var closing: String

    /// The answer in pieces of some 64 KiB.
    func pieces(bytes: Int, _ send: (String) async throws -> Void) async throws {
        var piece = ""
        for section in sections {
            piece += section.opening
            var left = Int(section.share * Double(bytes))
            var index = 0
            while left > 0 {
                let element = (index == 0 ? "" : section.separator) + section.element(index)
                left -= element.utf8.count
                index += 1
                piece += element
                guard piece.utf8.count >= 64 << 10 else { continue }
                try await send(piece)
                piece = ""
            }
        }
        try await send(piece + closing)
    }
}

/// The results of the services in the shapes their documents show, with every member that is documented.
extension LargeResult {
    private static let vocabulary = [
        "Thanks", "for", "calling", "Contoso", "my", "order", "number", "has", "not", "arrived", "yesterday", "é",
    ]

    private static func word(_ index: Int) -> String { vocabulary[index % vocabulary.count] }

    private static let sentence = "Thanks for calling Contoso, my order has not arrived."

    private static func seconds(_ index: Int, step: Int) -> String { "\(index * step / 100).\(10 + index * step % 90)" }

    /// Soniox: a piece of a word each, features that are off as nulls.
    static let soniox = LargeResult(
        sections: [
            Section(opening: #"{"id":"73d4357d-cad2-4338-a60d-ec6f2044f721","tokens":["#, share: 0.95) { index in
                #"{"text":"\#(index % 3 == 0 ? " " : "")\#(word(index).prefix(4))","start_ms":\#(index * 120),"#
                    + #""end_ms":\#(index * 120 + 60),"confidence":0.97,"speaker":"\#(1 + index / 200 % 2)","#
                    + #""language":"en","translation_status":null,"is_audio_event":null}"#
            },
            Section(opening: #"],"text":""#, share: 0.05, separator: " ", element: word),
        ],
        closing: #""}"#
    )

    /// PyAI: segments and words, which have no documented shape; this is the one that was seen.
    static func pyai(opening: String, closing: String) -> LargeResult {
        LargeResult(
            sections: [
                Section(opening: opening + #""text":""#, share: 0.05, separator: " ", element: word),
                Section(opening: #"","speakers":2,"audio_seconds":86400.5,"segments":["#, share: 0.3) { index in
                    #"{"id":\#(index),"start":\#(seconds(index, step: 360)),"end":\#(seconds(index, step: 361)),"#
                        + #""text":"\#(sentence)","speaker":"speaker_\#(index % 2)"}"#
                },
                Section(opening: #"],"words":["#, share: 0.65) { index in
                    #"{"word":"\#(word(index))","start":\#(seconds(index, step: 36)),"#
                        + #""end":\#(seconds(index, step: 37)),"speaker":"speaker_\#(index / 10 % 2)"}"#
                },
            ],
            closing: #"],"formats":{}"# + closing
        )
    }

    /// Aitronos: sentences, which have no more members.
    static let aitronos = LargeResult(
        sections: [
            Section(
                opening:
                    #"{"success":true,"data":{"transcription_id":"trans_1","audio_duration_seconds":86400,"sentences":["#,
                share: 1
            ) { index in
                #"{"text":"\#(sentence)","start":\#(seconds(index, step: 360)),"end":\#(seconds(index, step: 361))}"#
            }
        ],
        closing: #"]},"metadata":{"request_id":"req_1","cache_hit":false}}"#
    )

    /// Transcripts: utterances and words, with the text and the job around them.
    static let transcripts = LargeResult(
        sections: [
            Section(
                opening: #"{"id":"transcript_1","object":"transcript","status":"completed","created":1712345678,"#
                    + #""model":"qwen3-asr","language":"en","duration":86400.5,"text":""#,
                share: 0.05,
                separator: " ",
                element: word
            ),
            Section(opening: #"","utterances":["#, share: 0.3) { index in
                #"{"speaker":\#(index % 2),"start":\#(seconds(index, step: 360)),"#
                    + #""end":\#(seconds(index, step: 361)),"text":"\#(sentence)","confidence":0.94}"#
            },
            Section(opening: #"],"words":["#, share: 0.65) { index in
                #"{"word":"\#(word(index))","start":\#(seconds(index, step: 36)),"#
                    + #""end":\#(seconds(index, step: 37)),"confidence":0.98}"#
            },
        ],
        closing: #"],"redactions":[],"metadata":{"external_id":"call-55123"}}"#
    )

    /// SpeechIsCheap: segments with the members of all add-ons, ten words in each.
    static let speechischeap = LargeResult(
        sections: [
            Section(
                opening: #"{"id":"00000000-1111-7222-b333-444444444444-sic","status":"COMPLETED","output":{"#
                    + #""duration":86400.5,"request":{"input_url":"https://example.com/a.mp3"},"segments":["#,
                share: 1
            ) { index in
                let words = (0..<10).map { number in
                    let place = index * 10 + number
                    return #"{"start":\#(seconds(place, step: 36)),"end":\#(seconds(place, step: 37)),"#
                        + #""text":"\#(word(place))"}"#
                }
                return #"{"confidence":0.987,"end":\#(seconds(index, step: 361)),"id":\#(index + 1),"#
                    + #""language":"en (99.95%)","processing_duration_in_s":0.321,"#
                    + #""start":\#(seconds(index, step: 360)),"text":"\#(sentence)","speaker_id":"A","#
                    + #""label":"speech","words":[\#(words.joined(separator: ","))]}"#
            }
        ],
        closing: "]}}"
    )
}
