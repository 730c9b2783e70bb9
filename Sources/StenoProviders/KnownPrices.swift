public import Steno

extension PriceList {
    /// What could be found out about prices, in US dollars per hour of audio.
    ///
    /// Check it against your own contract.
    /// PyAI, Aitronos (which bills in synapses) and Transcripts publish no price that could be found, and are not in the
    /// list. Options such as translation or speaker labels may cost extra.
    public static let known = Self(
        currency: "USD",
        [
            "soniox": Price(
                perHour: 0.10,
                note: "A figure from one program by someone else, 2026; Soniox bills by tokens, so it is approximate."
            ),
            "speechischeap": Price(
                perHour: 0.06...0.12,
                note: "From the service's own tool, February 2026; add-ons cost extra."
            ),
            "whisper": .free,
        ]
    )
}
