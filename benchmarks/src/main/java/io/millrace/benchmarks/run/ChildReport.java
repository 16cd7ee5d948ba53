package io.millrace.benchmarks.run;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a child has written about itself; see {@code children/progress.py}.
 *
 * @param records how many it has counted
 * @param at when it had counted them, in seconds since 1970
 * @param firstRecordAt when it had its first batch, likewise
 */
record ChildReport(long pid, long records, double at, double firstRecordAt) {
    private static final JsonMapper JSON = new JsonMapper();

    /** The newest of each child, by process id. */
    static ImmutableMap<Long, ChildReport> readAll(Path folder) throws IOException {
        ImmutableMap.Builder<Long, ChildReport> reports = ImmutableMap.builder();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
            for (Path file : files) {
                JsonNode report = JSON.readTree(Files.readString(file));
                long pid = report.path("pid").asLong();
                reports.put(
                        pid,
                        new ChildReport(
                                pid,
                                report.path("records").asLong(),
                                report.path("at").asDouble(),
                                report.path("firstRecordAt").asDouble()));
            }
        }
        return reports.buildOrThrow();
    }
}
