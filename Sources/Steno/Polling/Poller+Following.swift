extension Poller {
    /// Follows what the provider pushes of a job; where it pushes nothing, or stops, the provider is asked from then on.
    func follow(_ id: JobID, _ number: Int) async {
        do {
            if let pushed = try await provider.updates(of: id) {
                for try await snapshot in pushed {
                    guard takePushed(snapshot, of: id, number) else { return }
                }
                stopFollowing(id, number, "the provider stopped reporting a job and is asked instead")
            } else {
                stopFollowing(id, number)
            }
        } catch {
            let error = TranscriptionError(error, of: provider)
            if error.isRetryable {
                stopFollowing(id, number, "following a job failed and it is asked for instead", error)
            } else {
                change { state in
                    guard isFollowing(id, number, state) else { return }
                    endAll(of: id, .failure(error.keeping(state.watched[id]?.last)), &state)
                }
            }
        }
    }

    /// - Returns: Whether there may be more to come.
    private func takePushed(_ snapshot: TranscriptionJob, of id: JobID, _ number: Int) -> Bool {
        change { state in
            guard isFollowing(id, number, state) else { return false }
            return note(snapshot, of: id, state.nextNumber(), &state)
        }
    }

    private func stopFollowing(
        _ id: JobID,
        _ number: Int,
        _ message: String? = nil,
        _ error: TranscriptionError? = nil
    ) {
        change { state in
            guard isFollowing(id, number, state) else { return }
            if let message { log(message, of: id, after: error, &state) }
            state.watched[id]?.following = .over
            scheduleNext(id, &state)
        }
    }

    private func isFollowing(_ id: JobID, _ number: Int, _ state: PollerState) -> Bool {
        if case .underWay(_, number)? = state.watched[id]?.following { true } else { false }
    }
}
