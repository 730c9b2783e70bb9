import ArgumentParser
import Foundation
import Steno

/// One run of `steno transcribe` or `steno jobs wait`: from the names on the command line to the last result.
struct TranscribeRun: Sendable {
    let inputs: [Input]
    let output: OutputArguments
    let setup: any EngineSetup
    let console: Console

    /// Does everything.
    ///
    /// - Throws: `ExitCode` when files failed, each of which was told of; any other error stopped the run as a whole.
    func run() async throws {
        let writer = try ResultWriter(inputs: inputs, output: output, console: console)
        var results = OrderedResults(writer: writer)
        do {
            try setup.preflight()
            try await transcribe(&results)
        } catch let error where Self.isAboutEveryFile(error) {
            // What stops the run is told of each file to a machine, and once to a person.
            for index in inputs.indices {
                try results.take(.init(index: index, result: .failure(error)), silently: true)
            }
            throw error
        }
        try finish(&results)
    }

    private func transcribe(_ results: inout OrderedResults) async throws {
        let opened = await open()
        defer { for case .success(let input) in opened { input.remove() } }
        try Task.checkCancellation()
        for (index, input) in opened.enumerated() {
            if case .failure(let error) = input { try results.take(.init(index: index, result: .failure(error))) }
        }
        guard results.count < inputs.count else { return }
        let engine = try await setup.engine(for: opened.map { try? $0.get() })
        do {
            try await transcribe(opened, with: engine, &results)
        } catch {
            await engine.shutDown()
            throw error
        }
        await engine.shutDown()
    }

    private func finish(_ results: inout OrderedResults) throws {
        if Task.isCancelled, results.count < inputs.count {
            try results.showEarly()
            let rest = inputs.count > 1 ? "; \(results.succeeded) of \(inputs.count) files were transcribed" : ""
            console.say("interrupted\(rest)")
            throw ExitCode.interrupted
        }
        if let summary = results.summary { console.note(summary) }
        let code = results.exitCode
        if code != .success { throw code }
    }

    /// Looks at every input, and reads the pipes to their ends.
    private func open() async -> [Result<OpenInput, any Error>] {
        var opened: [Result<OpenInput, any Error>] = []
        for input in inputs {
            do {
                switch try input.examine() {
                case .file(let url, let size): opened.append(.success(OpenInput(.audio(.file(url)), size: size)))
                case .pipe: opened.append(.success(OpenInput(try await Spool.filling(from: input))))
                case .job(let id): opened.append(.success(OpenInput(.job(id))))
                case .address(let url):
                    guard setup.takesAddresses else { throw InputFailure.address(input.name) }
                    opened.append(.success(OpenInput(.audio(.url(url)))))
                }
            } catch {
                opened.append(.failure(error))
            }
        }
        return opened
    }

    private func transcribe(
        _ opened: [Result<OpenInput, any Error>],
        with engine: any FileEngine,
        _ results: inout OrderedResults
    ) async throws {
        var waiting = opened.enumerated().compactMap { index, input -> (index: Int, input: OpenInput)? in
            guard case .success(let input) = input else {
                engine.skip(index)
                return nil
            }
            return (index, input)
        }[...]
        let display = ProgressDisplay(console: console) { engine.bar(after: $0) }
        try await display.during {
            try await withThrowingTaskGroup(of: FileResult?.self) { group in
                for (index, input) in waiting.prefix(engine.filesInHand) {
                    let work = await engine.begin(input, at: index)
                    group.addTask { try await work() }
                    waiting.removeFirst()
                }
                do {
                    while let result = try await group.next() {
                        // Also after an interrupt what is done is kept.
                        if let result { for shown in try results.take(result) { await engine.settle(shown) } }
                        if !Task.isCancelled, let (index, input) = waiting.popFirst() {
                            let work = await engine.begin(input, at: index)
                            group.addTask { try await work() }
                        }
                    }
                    if Task.isCancelled { for shown in try results.showEarly() { await engine.settle(shown) } }
                } catch {
                    group.cancelAll()
                    await tellOfJobs(leftBy: &group, results)
                    throw error
                }
            }
        }
    }

    /// Tells of the jobs that go on although the run has failed, so that they are not lost.
    private func tellOfJobs(leftBy group: inout ThrowingTaskGroup<FileResult?, any Error>, _ results: OrderedResults)
        async
    {
        while let outcome = await group.nextResult() {
            if case .success(let result?) = outcome, result.job?.comeback != nil { results.tell(result) }
        }
    }

    /// Whether an error would meet every file alike.
    static func isAboutEveryFile(_ error: any Error) -> Bool {
        guard let error = error as? TranscriptionError else { return false }
        return [
            .modelNotFound, .invalidModel, .unsupportedOption, .unsupportedOperation, .invalidRequest, .authentication,
            .permissionDenied,
        ].contains(error.code)
    }
}
