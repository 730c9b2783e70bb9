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

/// The value of `--provider` where only a cloud service will do.
struct CloudServiceArgument: ExpressibleByArgument, Equatable {
    let service: CloudService

    init?(argument: String) {
        guard let service = try? CloudService.named(argument) else { return nil }
        self.service = service
    }

    static var allValueStrings: [String] { CloudService.all.map(\.id.rawValue) }
}
