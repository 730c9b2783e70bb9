/// The error pages that proxies put in place of a service's own answer.
enum HTMLPage {
    private static let reasons = [
        429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway",
        503: "Service Temporarily Unavailable",
        504: "Gateway Time-out",
    ]

    static func answer(status: Int) -> Answer {
        let reason = reasons[status] ?? "Error"
        let page = """
            <html>
            <head><title>\(status) \(reason)</title></head>
            <body>
            <center><h1>\(status) \(reason)</h1></center>
            <hr><center>nginx</center>
            </body>
            </html>

            """
        return .text(page, status: status, contentType: "text/html")
    }
}
