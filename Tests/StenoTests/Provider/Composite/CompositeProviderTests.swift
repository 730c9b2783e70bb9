import Foundation
import HTTPTypes
import Steno
import StenoTestSupport
import Testing

/// What all composite providers have in common: ids, capabilities, operations, events, nesting.
@Suite(.timeLimit(.minutes(10))) struct CompositeProviderTests {
    /// Names and ids that could be taken for something else.
    static let oddNames = [
        "", ":", "a:b", "%3A", "%", " ", "a/b", "..", "\u{0}", "ä", "a\u{308}", "👩‍👩‍👧", "one\r\ntwo", "\u{301}", "one",
    ]

    @Test func anyNameAndAnyIDLeadBackToTheMember() async throws {
        let members = Self.oddNames.map { CompositeMember($0, MemoryProvider("p")) }
        let provider = FallbackProvider(members: members)
        for member in provider.members {
            let memory = try #require(member.provider as? MemoryProvider)
            for name in Self.oddNames {
                memory.put(TranscriptionJob(id: JobID(rawValue: name), provider: "p", status: .completed))
            }
            let page = try await FallbackProvider(members: [member]).list(.init(limit: 100))
            #expect(page.jobs.count == Self.oddNames.count)
            for (job, name) in zip(page.jobs, Self.oddNames.reversed()) {
                let origin = try provider.origin(of: job.id)
                #expect(origin.member.name.unicodeScalars.elementsEqual(member.name.unicodeScalars))
                #expect(origin.id.rawValue.unicodeScalars.elementsEqual(name.unicodeScalars))
                #expect(try await provider.job(job.id).id == job.id)
            }
        }
        #expect(Set(provider.members.map { Array($0.name.unicodeScalars) }).count == Self.oddNames.count)
    }

    @Test func anIDThatNamesNoMemberIsNotFound() async throws {
        let one = MemoryProvider("one")
        let provider = FallbackProvider([one])
        for id in ["", "one", "two:1", "one%3A1", " one:1", "One:1", "../one:1"] {
            let id = JobID(rawValue: id)
            #expect(await failure { try await provider.job(id) }?.code == .notFound)
            #expect(await failure { try await provider.transcript(id) }?.code == .notFound)
            #expect(await failure { try await provider.cancel(id) }?.code == .notFound)
            #expect(await failure { try await provider.delete(id) }?.code == .notFound)
            #expect(await failure { try await provider.updates(of: id) }?.code == .notFound)
        }
        #expect(one.calls.isEmpty)
    }

    @Test func twoAccountsOfOneServiceAreToldApart() async throws {
        let accounts = [MemoryProvider("soniox"), MemoryProvider("soniox"), MemoryProvider("soniox-2")]
        let provider = FallbackProvider(accounts)
        #expect(provider.members.map(\.name) == ["soniox", "soniox-3", "soniox-2"])
        accounts[0].failNext(TranscriptionError(.quotaExceeded, "Full."))
        let job = try await provider.submit(.plain)
        #expect(job.id == "soniox-3:soniox-1")
        #expect(accounts.map(\.calls) == [["submit"], ["submit"], []])
    }

    @Test func aJobIsFoundAgainAfterARestart() async throws {
        let (one, two) = (MemoryProvider("one"), MemoryProvider("two"))
        one.failNext(TranscriptionError(.quotaExceeded, "Full."))
        let id = try await FallbackProvider([one, two]).submit(.plain).id
        // The members may even stand in another order.
        let restarted = FallbackProvider([two, one])
        #expect(try await restarted.job(id).status == .queued)
        #expect(try await restarted.cancel(id).status == .cancelled)
        #expect(two.calls.suffix(2) == ["job two-1", "cancel two-1"])
        try await restarted.delete(id)
        #expect(await failure { try await restarted.job(id) }?.code == .notFound)
        #expect(one.calls == ["submit"])
    }

    @Test func jobsAndErrorsAreTheComposites() async throws {
        let one = MemoryProvider("one")
        let provider = FallbackProvider([one])
        let submitted = try await provider.submit(.plain)
        one.set(.failed, failure: JobFailure(code: .invalidAudio, message: "Damaged."))
        let error = try #require(await failure { try await provider.transcript(submitted.id) })
        #expect(error.code == .invalidAudio)
        #expect(error.provider == "fallback")
        #expect(error.job?.id == submitted.id)
        #expect(error.job?.provider == "fallback")
        let own = try #require(error.underlying as? TranscriptionError)
        #expect(own.provider == "one")
        #expect(own.job?.id == "one-1")
    }

    @Test func updatesAreTheMembers() async throws {
        let one = MemoryProvider("one")
        let provider = FallbackProvider([one])
        let id = try await provider.submit(.plain).id
        let updates = try #require(try await provider.updates(of: id))
        one.set(.running)
        one.set(.completed)
        var seen: [TranscriptionJob] = []
        for try await job in updates { seen.append(job) }
        #expect(seen.map(\.status) == [.queued, .running, .completed])
        #expect(seen.allSatisfy { $0.id == id && $0.provider == "fallback" })
        let silent = FallbackProvider([MemoryProvider("silent", pushes: false)])
        #expect(try await silent.updates(of: try await silent.submit(.plain).id) == nil)
    }

    @Test func theClientWaitsForAComposite() async throws {
        let one = MemoryProvider("one")
        let client = TranscriptionClient(provider: FallbackProvider([one]), clock: ManualClock())
        let handle = try await client.submit(.plain)
        one.set(.completed)
        #expect(try await handle.transcript().text == "one-1")
    }

    // MARK: Capabilities

    @Test func capabilitiesAreWhatAnyMemberCanHonour() {
        let some = Capabilities(
            operations: [.submit: .supported, .job: .supported, .list: .supported, .cancel: .supported],
            audioSources: [.url],
            options: [
                .languageHints: .supported, .webhook: .supported, .redaction: .unknown, .idempotencyKey: .supported,
            ],
            languages: ["de"],
            maximumLanguages: 1,
            webhookAuthentication: .signature,
            listing: .init(maximumPageSize: 100, hasWholeJobs: true)
        )
        let others = Capabilities(
            operations: [.submit: .supported, .job: .supported, .list: .supported],
            audioSources: [.file],
            options: [
                .languageHints: .unknown, .webhook: .supported, .translation: .supported, .redaction: .supported,
            ],
            languages: ["en"],
            translationTargets: ["fr"],
            maximumLanguages: 3,
            webhookAuthentication: .unsigned,
            listing: .init(maximumPageSize: 50, hasWholeJobs: false)
        )
        let both = FallbackProvider([
            MemoryProvider("some", capabilities: some), MemoryProvider("others", capabilities: others),
        ])
        .capabilities
        #expect(both.audioSources == [.url, .file])
        #expect(both.support(for: .languageHints) == .supported)
        #expect(both.support(for: .redaction) == .unknown)
        #expect(both.support(for: .idempotencyKey) == .unknown)
        #expect(both.support(for: .translation) == .supported)
        #expect(both.support(for: .numerals) == .unsupported)
        #expect(both.languages == ["de", "en"])
        #expect(both.translationTargets == ["fr"])
        #expect(both.maximumLanguages == 3)
        #expect(both.support(for: Capabilities.Operation.list) == .supported)
        #expect(both.support(for: Capabilities.Operation.cancel) == .unknown)
        #expect(both.support(for: Capabilities.Operation.delete) == .unsupported)
        #expect(both.webhookAuthentication == .unsigned)
        #expect(both.listing == .init(maximumPageSize: 50, hasWholeJobs: false))

        var unlisted = others
        (unlisted.listing, unlisted.languages, unlisted.maximumLanguages) = (nil, nil, nil)
        unlisted.options[.webhook] = nil
        let three = FallbackProvider([
            MemoryProvider("some", capabilities: some), MemoryProvider("unlisted", capabilities: unlisted),
        ])
        .capabilities
        #expect(three.listing == nil)
        #expect(three.languages == nil)
        #expect(three.maximumLanguages == nil)
        #expect(three.webhookAuthentication == .signature)
    }

    @Test func jobsEndWithTheProcessWhereThatIsSoWithEveryMember() {
        var local = Capabilities.everything
        local.jobsEndWithProcess = true
        let engine = MemoryProvider("engine", capabilities: local)
        #expect(FallbackProvider([engine, engine]).capabilities.jobsEndWithProcess)
        #expect(!FallbackProvider([engine, MemoryProvider("service")]).capabilities.jobsEndWithProcess)
        #expect(!FallbackProvider([]).capabilities.jobsEndWithProcess)
    }

    // MARK: Nesting

    @Test func compositesNest() async throws {
        let members = ["a", "b", "c", "d"].map { MemoryProvider(ProviderID(rawValue: $0)) }
        members[0].failNext(TranscriptionError(.rateLimited, "Later.", isRetryable: true))
        members[1].failNext(TranscriptionError(.authentication, "Wrong key."))
        let inner = FallbackProvider([members[0], members[1]], id: "inner")
        let other = FallbackProvider([members[2], members[3]], id: "other")
        let outer = FallbackProvider([inner, other], id: "outer")
        let job = try await outer.submit(.plain)
        #expect(job.id == "other:c:c-1")
        #expect(job.provider == "outer")
        #expect(job.warnings.count == 1)
        #expect(job.warnings[0].message.contains("Later.") && job.warnings[0].message.contains("Wrong key."))
        members[2].set(.completed)
        #expect(try await outer.transcript(job.id).text == "c-1")
        _ = try await outer.submit(.plain)
        #expect(try await outer.list(.init()).jobs.map(\.id) == ["inner:a:a-1", "other:c:c-1"])
        let event = WebhookEvent(id: "e", provider: "c", jobID: "c-1", status: .completed, proof: .init(.signature))
        #expect(try await outer.event(event)?.jobID == "other:c:c-1")
    }

    @Test func aJobThatMayExistInsideStopsOutside() async throws {
        let (one, two) = (MemoryProvider("one"), MemoryProvider("two"))
        one.failNext(TranscriptionError(.jobMayExist, "The answer was lost."))
        let outer = FallbackProvider([FallbackProvider([one], id: "inner"), two])
        let error = try #require(await failure { try await outer.submit(.plain) })
        #expect(error.code == .jobMayExist)
        #expect(error.message.contains("one may have made a job"))
        #expect(two.calls.isEmpty)
    }

    // MARK: Events

    @Test func aMembersEventIsTheComposites() async throws {
        let (one, two) = (MemoryProvider("one"), MemoryProvider("two"))
        let provider = FallbackProvider(members: [CompositeMember("a b", one), CompositeMember("c", two)])
        let job = try await one.submit(.plain)
        let event = WebhookEvent(
            id: "event-1",
            provider: "one",
            jobID: job.id,
            status: .completed,
            proof: .init(.signature),
            job: job
        )
        let translated = try #require(try await provider.event(event))
        #expect(translated.provider == "fallback")
        #expect(translated.jobID == "a%20b:one-1")
        #expect(translated.job?.id == "a%20b:one-1")
        #expect(translated.job?.provider == "fallback")
        #expect(translated.id == event.id)
        #expect(translated.status == event.status)
        #expect(translated.proof == event.proof)
        // Only two of one name have to be asked.
        #expect(one.calls == ["submit"])
        var strange = event
        strange.provider = "three"
        #expect(try await provider.event(strange) == nil)
    }

    @Test func theClientFindsTheJobOfAMembersEvent() async throws {
        let one = MemoryProvider("one")
        let client = TranscriptionClient(provider: FallbackProvider([one]), clock: ManualClock())
        let handle = try await client.submit(.plain)
        one.set(.completed)
        let event = WebhookEvent(id: "e", provider: "one", jobID: "one-1", status: .completed, proof: .init(.callback))
        let job = try await client.deliver(event)
        #expect(job.id == handle.id)
        #expect(job.status == .completed)
        #expect(one.calls.contains("job one-1"))
    }

    @Test func aMembersCallbackIsSignedForTheMember() async throws {
        var unsigned = Capabilities.everything
        unsigned.webhookAuthentication = .unsigned
        let one = MemoryProvider("one", capabilities: unsigned)
        let two = MemoryProvider("two")
        one.failNext(TranscriptionError(.rateLimited, "Later."))
        let signer = CallbackSigner(secrets: ["secret"])
        let hook = try #require(URL(string: "https://example.com/one?a=b"))
        let provider = FallbackProvider(members: [
            CompositeMember("one", one, callbackSigner: signer) { $0.webhook?.url = hook },
            CompositeMember("two", two, callbackSigner: signer),
        ])
        var request = TranscriptionRequest.plain
        request.webhook = Webhook(url: try #require(URL(string: "https://example.com/two")))
        request.clientReference = "reference"
        _ = try await provider.submit(request)
        let url = try #require(one.requests.first?.webhook?.url)
        #expect(url.absoluteString.hasPrefix("https://example.com/one?a=b&"))
        let target = try #require(url.query().map { "/one?\($0)" })
        let delivery = WebhookRequest(fields: [:], body: Data(), target: target)
        #expect(try WebhookScheme.callback(signer, for: "one").proof(of: delivery).reference == "reference")
        // Who signs its deliveries needs no signed address.
        #expect(two.requests == [request])
    }

    @Test func anEventOfOneOfTwoAccountsFindsItsJob() async throws {
        let accounts = [MemoryProvider("soniox"), MemoryProvider("soniox")]
        let provider = FallbackProvider(accounts)
        accounts[1].put(TranscriptionJob(id: "here", provider: "soniox", status: .completed))
        var event = WebhookEvent(id: "e", provider: "soniox", jobID: "here", proof: .init(.header))
        #expect(try await provider.event(event)?.jobID == "soniox-2:here")
        event.jobID = "nowhere"
        #expect(try await provider.event(event) == nil)
    }
}
