/// A job or file that a sweep found to be old, and what became of it.
public struct SweepFinding: Sendable {
    /// What was found.
    public enum Item: Sendable, Hashable {
        /// A job, without its transcript and the provider's payload.
        case job(TranscriptionJob)
        /// A file.
        case file(StoredFile)
    }

    /// Why something was not deleted.
    public enum KeptReason: String, Sendable, Hashable, CaseIterable {
        /// The job has not ended, as far as is known.
        case unfinished
        /// The provider does not tell when it was made.
        case undated
        /// A job that stays refers to the file.
        case inUse
    }

    /// What became of it.
    public enum Outcome: Sendable {
        /// It is deleted.
        case deleted
        /// It would be, in earnest.
        case wouldBeDeleted
        /// It was left alone.
        case kept(KeptReason)
        /// It could not be deleted.
        case failed(TranscriptionError)
    }

    /// What was found.
    public var item: Item
    /// How old it was when the sweep began; nil where the provider does not tell.
    ///
    /// A file's age counts from its upload, a job's from the last that is known of its creation, begin and end.
    public var age: Duration?
    /// What became of it.
    public var outcome: Outcome

    /// Describes a finding.
    public init(_ item: Item, age: Duration?, outcome: Outcome) {
        self.item = item
        self.age = age
        self.outcome = outcome
    }
}
