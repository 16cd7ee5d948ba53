package io.millrace.benchmarks.measure;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/** Results as they are printed. */
public final class Report {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String NOTHING = "–";

    private Report() {}

    /** A table in Markdown: the median of the rounds, and in brackets the least and the greatest. */
    public static String table(Results results) {
        StringBuilder table = new StringBuilder("| who | framing | shards | record |");
        for (Figure figure : Figure.values()) {
            table.append(' ').append(figure.title()).append(" |");
        }
        table.append('\n').append("|---".repeat(4 + Figure.values().length)).append("|\n");
        for (Row row : results.rows()) {
            List<String> cells = new ArrayList<>(ImmutableList.of(
                    row.contender().title(),
                    row.contender().framing(),
                    Integer.toString(row.shape().shards()),
                    row.shape().recordBytes() + " B"));
            for (Figure figure : Figure.values()) {
                cells.add(results.spread(row, figure)
                        .map(spread -> text(figure, spread))
                        .orElse(NOTHING));
            }
            table.append("| ").append(String.join(" | ", cells)).append(" |\n");
        }
        return table.toString();
    }

    /** A line of JSON for each row: medians, and null for what was not measured. */
    public static String lines(Results results) {
        StringBuilder lines = new StringBuilder();
        for (Row row : results.rows()) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("who", row.contender().id());
            line.put("framing", row.contender().framing());
            line.put("shards", row.shape().shards());
            line.put("recordBytes", row.shape().recordBytes());
            line.put("rounds", results.rounds(row));
            for (Figure figure : Figure.values()) {
                Optional<Results.Spread> spread = results.spread(row, figure);
                line.put(figure.id(), spread.isPresent() ? spread.get().median() : JSON.nullNode());
            }
            lines.append(JSON.writeValueAsString(line)).append('\n');
        }
        return lines.toString();
    }

    private static String text(Figure figure, Results.Spread spread) {
        String median = text(figure, spread.median());
        String least = text(figure, spread.least());
        String greatest = text(figure, spread.greatest());
        return least.equals(greatest) ? median : median + " (" + least + " to " + greatest + ")";
    }

    private static String text(Figure figure, double value) {
        return String.format(Locale.ROOT, figure.format(), value);
    }
}
