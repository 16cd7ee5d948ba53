package io.millrace.benchmarks.dataplane;

import com.google.common.collect.ImmutableList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What a worker held, as it is printed. */
final class HeldReport {
    private static final JsonMapper JSON = new JsonMapper();
    private static final double MEBIBYTE = 1 << 20;
    private static final double MOST_PARTS = 1.2;

    private HeldReport() {}

    /**
     * One row.
     *
     * @param heapLimitBytes the largest heap that its virtual machine was allowed
     * @param least what a worker held that had hardly any records
     */
    record Line(HeldRun.Row row, long heapLimitBytes, HeldRun.Held least, HeldRun.Held held) {
        double heldMebibytes() {
            return (held.heapBytes() + held.directBytes() - least.heapBytes()) / MEBIBYTE;
        }

        /** Whether what was held above the least is within the budget and a fifth. */
        boolean isWithin() {
            return heldMebibytes() <= row.budgetBytes() / MEBIBYTE * MOST_PARTS;
        }
    }

    /** A table in Markdown. */
    static String table(ImmutableList<Line> lines) {
        StringBuilder table = new StringBuilder("| mode | order | record | budget, MiB | held, MiB | of it direct"
                + " | heap limit, MiB | resident, MiB | threads | shards with records | records of a shard | records/s |\n"
                + "|---|---|---|---|---|---|---|---|---|---|---|---|\n");
        for (Line line : lines) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %.0f | %.0f | %.0f | %.0f | %.0f | %d to %d | %d | %,d to %,d | %,.0f |%n",
                    line.row().mode(),
                    line.row().order(),
                    ReaderReport.bytes(line.row().shape().recordBytes()),
                    line.row().budgetBytes() / MEBIBYTE,
                    line.heldMebibytes(),
                    line.held().directBytes() / MEBIBYTE,
                    line.heapLimitBytes() / MEBIBYTE,
                    line.held().residentBytes() / MEBIBYTE,
                    line.held().fewestThreads(),
                    line.held().mostThreads(),
                    line.held().shards(),
                    line.held().fewest(),
                    line.held().most(),
                    line.held().recordsPerSecond()));
        }
        return table.toString();
    }

    /** A line of JSON for each row. */
    static String json(ImmutableList<Line> lines) {
        StringBuilder text = new StringBuilder();
        for (Line line : lines) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("mode", line.row().mode());
            fields.put("order", line.row().order());
            fields.put("shards", line.row().shape().shards());
            fields.put("recordBytes", line.row().shape().recordBytes());
            fields.put("budgetMebibytes", line.row().budgetBytes() / MEBIBYTE);
            fields.put("heldMebibytes", Math.round(line.heldMebibytes()));
            fields.put("directMebibytes", Math.round(line.held().directBytes() / MEBIBYTE));
            fields.put("heapLimitMebibytes", Math.round(line.heapLimitBytes() / MEBIBYTE));
            fields.put("residentMebibytes", Math.round(line.held().residentBytes() / MEBIBYTE));
            fields.put("fewestThreads", line.held().fewestThreads());
            fields.put("mostThreads", line.held().mostThreads());
            fields.put("shardsWithRecords", line.held().shards());
            fields.put("fewestRecordsOfAShard", line.held().fewest());
            fields.put("mostRecordsOfAShard", line.held().most());
            fields.put("recordsPerSecond", Math.round(line.held().recordsPerSecond()));
            text.append(JSON.writeValueAsString(fields)).append('\n');
        }
        return text.toString();
    }
}
