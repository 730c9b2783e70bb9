import Testing

@testable import StenoCommandLine

@Suite struct TextTableTests {
    @Test func makesColumnsAsWideAsTheyMustBe() {
        var table = TextTable(header: ["ID", "STATUS"])
        table.add(["7f3c", "queued", ""])
        table.add(["a", "ü", "x"])
        #expect(table.text == "ID    STATUS\n7f3c  queued\na     ü       x")
    }

    @Test func keepsRowsInOneLineAndCommandsFromTheTerminal() {
        var table = TextTable()
        table.add(["a\u{1B}[2J", "b\nc"])
        #expect(table.text == "a\u{FFFD}[2J  b c")
    }

    @Test func isEmptyWithoutRows() {
        #expect(TextTable().text == "")
    }
}
