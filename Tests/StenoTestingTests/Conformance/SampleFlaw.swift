/// A rule that ``SampleProvider`` breaks on request, so that it is seen that the battery finds it.
enum SampleFlaw: String, CaseIterable, Sendable {
    case namesAnotherProvider
    case makesTwoJobs
    case runsTimesBackwards
    case goesBeyondTheEnd
    case reportsWithoutEnd
    case transcribesEarly
    case failsWithoutReason
    case callsUnknownJobsInvalid
    case takesIDsForPaths
    case checksNothing
    case leavesOutSilently
    case refusesWhatItSupports
    case losesReferences
    case refusesItsAudio
    case doesWhatItDenies
    case endsCancelledJobsAsFailed
    case failsToDeleteTwice
    case forgetsIdempotencyKeys
    case callsMissingFilesARefusal
    case callsRefusedKeysAFailure
    case callsSilenceATimeout
    case triesOnce
    case callsRateLimitsAFailure
    case repeatsEveryCreate
    case callsUnreadableAnswersAFailure
    case ignoresCancellation
    case losesJobsBetweenPages
    case repeatsCursors
    case listsEverything
    case throwsForeignErrors
    case takesUnknownStatesForEnds
    case mixesUnknownFieldsIn
    case tellsTheKeyInErrors
    case logsTheKey

    /// The checks that have to find it.
    var checks: Set<String> {
        switch self {
        case .namesAnotherProvider: ["submit-returns-a-job"]
        case .makesTwoJobs: ["submit-returns-a-job", "a-failing-create-makes-one-job"]
        case .runsTimesBackwards: ["jobs-complete"]
        case .goesBeyondTheEnd: ["progress-is-a-share"]
        case .reportsWithoutEnd: ["updates-end-with-the-job"]
        case .transcribesEarly: ["no-transcript-before-the-end"]
        case .failsWithoutReason: ["failed-jobs-say-why"]
        case .callsUnknownJobsInvalid: ["unknown-jobs-are-not-found"]
        case .takesIDsForPaths: ["ids-are-data"]
        case .checksNothing:
            [
                "unsupported-options-are-refused", "unsupported-audio-is-refused", "languages-are-checked",
                "impossible-requests-are-refused", "documented-limits-are-checked",
            ]
        case .leavesOutSilently: ["unsupported-options-are-left-out"]
        case .refusesWhatItSupports: ["supported-options-are-honoured"]
        case .losesReferences: ["references-come-back"]
        case .refusesItsAudio: ["supported-audio-is-taken"]
        case .doesWhatItDenies: ["unsupported-operations-are-refused"]
        case .endsCancelledJobsAsFailed: ["jobs-can-be-cancelled"]
        case .failsToDeleteTwice: ["jobs-can-be-deleted"]
        case .forgetsIdempotencyKeys: ["idempotency-keys-are-kept"]
        case .callsMissingFilesARefusal: ["missing-files-are-invalid-audio"]
        case .callsRefusedKeysAFailure: ["refused-keys-are-authentication"]
        case .callsSilenceATimeout: ["an-unreachable-service-is-a-connection-error"]
        case .triesOnce:
            ["rate-limits-are-waited-for", "reads-are-repeated", "a-lost-answer-to-a-read-is-asked-for-again"]
        case .callsRateLimitsAFailure: ["lasting-rate-limits-are-told"]
        case .repeatsEveryCreate: ["a-lost-answer-makes-one-job"]
        case .callsUnreadableAnswersAFailure: ["unreadable-answers-are-told"]
        case .ignoresCancellation: ["calls-can-be-cancelled"]
        case .losesJobsBetweenPages, .repeatsCursors: ["pages-hold-every-job-once"]
        case .listsEverything: ["lists-are-filtered-by-state"]
        case .throwsForeignErrors: ["strange-cursors-are-refused"]
        case .takesUnknownStatesForEnds: ["unknown-states-are-kept", "a-new-job-in-an-unknown-state-is-a-job"]
        case .mixesUnknownFieldsIn: ["unknown-fields-are-passed-over"]
        case .tellsTheKeyInErrors, .logsTheKey: ["secrets-stay-home"]
        }
    }
}
