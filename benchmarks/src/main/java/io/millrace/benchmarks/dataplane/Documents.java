package io.millrace.benchmarks.dataplane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Puts what was measured where the documents have it. */
record Documents(Path root) {
    private static final String BEGIN = "<!-- data-plane: written by benchmarks/data-plane --write-docs -->\n";
    private static final String END = "<!-- data-plane: end -->";

    /** Writes the table into docs/performance.md and the plot to docs/data-plane.svg. */
    void write(Rounds rounds) throws IOException {
        Path document = root.resolve("docs/performance.md");
        Files.writeString(document, with(Files.readString(document), ReaderReport.table(rounds)));
        Files.writeString(root.resolve("docs/data-plane.svg"), CpuPlot.svg(rounds));
    }

    /** The document with another table between its two marks. */
    static String with(String document, String table) {
        int begin = document.indexOf(BEGIN);
        int end = document.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("docs/performance.md has not the marks of the table: " + BEGIN + END);
        }
        return document.substring(0, begin + BEGIN.length()) + table + document.substring(end);
    }
}
