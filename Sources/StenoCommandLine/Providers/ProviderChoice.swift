import ArgumentParser
import StenoProviders

/// The value of `--provider`.
enum ProviderChoice: ExpressibleByArgument, Equatable, CustomStringConvertible {
    /// This machine.
    case whisper
    /// A cloud service.
    case cloud(CloudService)

    init?(argument: String) {
        if argument.lowercased() == "whisper" {
            self = .whisper
        } else if let service = try? CloudService.named(argument) {
            self = .cloud(service)
        } else {
            return nil
        }
    }

    static var allValueStrings: [String] { ["whisper"] + CloudService.all.map(\.id.rawValue) }

    var defaultValueDescription: String { description }

    var description: String {
        switch self {
        case .whisper: "whisper"
        case .cloud(let service): service.id.rawValue
        }
    }
}

/// The value of `--provider` where several may stand in for each other: names with commas between.
struct ProviderChoices: ExpressibleByArgument, Equatable, CustomStringConvertible {
    /// The providers, the preferred one first; at least one.
    let all: [ProviderChoice]

    init?(argument: String) {
        let names = argument.split(separator: ",", omittingEmptySubsequences: false)
        all = names.compactMap { ProviderChoice(argument: $0.filter { $0 != " " }) }
        guard all.count == names.count else { return nil }
    }

    init(_ choice: ProviderChoice) { all = [choice] }

    /// This machine alone.
    static let whisper = Self(.whisper)

    static var allValueStrings: [String] { ProviderChoice.allValueStrings }

    var defaultValueDescription: String { description }

    var description: String { all.map(\.description).joined(separator: ",") }

    /// The cloud services among them.
    var services: [CloudService] {
        all.compactMap { if case .cloud(let service) = $0 { service } else { nil } }
    }

    /// Refuses a name that is there twice.
    func validate() throws {
        for (index, choice) in all.enumerated() where all[..<index].contains(choice) {
            throw ValidationError("--provider names \(choice) twice; name each once.")
        }
    }
}

/// The value of `--provider` where only a cloud service will do.
struct CloudServiceArgument: ExpressibleByArgument, Equatable {
    let service: CloudService

    init?(argument: String) {
        guard let service = try? CloudService.named(argument) else { return nil }
        self.service = service
    }

    static var allValueStrings: [String] { CloudService.all.map(\.id.rawValue) }
}
