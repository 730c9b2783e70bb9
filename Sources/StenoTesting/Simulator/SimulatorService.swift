/// The services that are simulated.
public enum SimulatorService: String, Sendable, Hashable, CaseIterable, Codable {
    /// Soniox, under `/soniox`.
    case soniox
    /// PyAI, under `/pyai`.
    case pyai
    /// Aitronos, under `/aitronos`.
    case aitronos
    /// Transcripts (Wordcab), under `/transcripts`.
    case transcripts
    /// SpeechIsCheap, under `/speechischeap`, and its upload host under `/speechischeap-upload`.
    case speechischeap
}
