/// The errors of object stores, behind whose signed addresses services put large results.
enum ObjectStore {
    static func error(_ status: Int, _ code: String, _ message: String) -> Answer {
        let text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <Error><Code>\(code)</Code><Message>\(message)</Message></Error>
            """
        return .text(text, status: status, contentType: "application/xml")
    }
}
