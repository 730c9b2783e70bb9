/// The field names of the contract documents, in their order.
enum ContractFields {
    enum Soniox {
        static let request = [
            "model", "audio_url", "file_id", "language_hints", "enable_speaker_diarization", "context", "webhook_url",
            "webhook_auth_header_name", "webhook_auth_header_value", "client_reference_id",
        ]
        static let transcription: Set = [
            "id", "status", "created_at", "model", "audio_url", "file_id", "filename", "language_hints",
            "enable_speaker_diarization", "context", "audio_duration_ms", "error_message", "webhook_url",
            "webhook_auth_header_name", "webhook_auth_header_value", "webhook_status_code", "client_reference_id",
        ]
    }

    enum PyAI {
        static let job: Set = ["job_id", "status", "created_at", "updated_at"]
        static let result: Set = ["text", "speakers", "audio_seconds", "segments", "words", "formats"]
        static let segment: Set = ["id", "start", "end", "text"]
    }

    enum Aitronos {
        static let envelope: Set = ["success", "data", "billing", "metadata", "actions"]
        static let data: Set = ["transcription_id", "status", "model_key", "audio_metadata", "timestamps"]
        static let billing: Set = [
            "synapses_consumed", "synapses_refunded", "transaction_id", "currency", "multipliers",
        ]
        static let multipliers: Set = ["base", "organization", "priority"]
        static let metadata: Set = ["request_id", "timestamp", "processing_time_ms"]
    }

    enum Transcripts {
        static let transcript: Set = [
            "id", "object", "status", "created", "model", "language", "duration", "text", "utterances", "words",
            "redactions", "metadata",
        ]
        static let utterance: Set = ["speaker", "start", "end", "text", "confidence"]
        static let word: Set = ["word", "start", "end", "confidence"]
        static let redaction: Set = ["entity", "start", "end"]
    }

    enum SpeechIsCheap {
        static let job: Set = ["id", "output", "status"]
        static let segment: Set = [
            "confidence", "end", "id", "language", "processing_duration_in_s", "seek", "start", "text", "words",
        ]
        static let word: Set = ["start", "end", "text"]
    }
}
