package io.millrace.benchmarks.dataplane;

import io.millrace.benchmarks.stub.StreamShape;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What was measured, as it is printed, and as it is read again. */
final class ReaderReport {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String NOTHING = "–";

    private ReaderReport() {}

    /** A table in Markdown: the median of the rounds, and in brackets the least and the greatest where they differ. */
    static String table(Rounds rounds) {
        StringBuilder table = new StringBuilder("| who | mode | shards | record |");
        for (Measured.Figure figure : Measured.Figure.values()) {
            table.append(' ').append(figure.title()).append(" |");
        }
        table.append('\n')
                .append("|---".repeat(4 + Measured.Figure.values().length))
                .append("|\n");
        for (ReaderRow row : rounds.rows()) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %d | %s |",
                    row.who().title(),
                    row.mode().id(),
                    row.shape().shards(),
                    bytes(row.shape().recordBytes())));
            for (Measured.Figure figure : Measured.Figure.values()) {
                table.append(' ').append(cell(rounds, row, figure)).append(" |");
            }
            table.append('\n');
        }
        return table.toString();
    }

    /** A size as people say it. */
    static String bytes(int count) {
        return count % 1024 == 0 ? count / 1024 + " KB" : count + " B";
    }

    /** A line of JSON for each row: medians, and null for what was not measured. */
    static String lines(Rounds rounds) {
        StringBuilder lines = new StringBuilder();
        rounds.rows().forEach(row -> lines.append(line(row, rounds.median(row))).append('\n'));
        return lines.toString();
    }

    /** One line, without its end. */
    static String line(ReaderRow row, Optional<Measured> measured) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("who", row.who().id());
        line.put("shards", row.shape().shards());
        line.put("recordBytes", row.shape().recordBytes());
        line.put("mode", row.mode().id());
        for (Measured.Figure figure : Measured.Figure.values()) {
            line.put(figure.id(), measured.isPresent() ? rounded(figure.of(measured.get())) : JSON.nullNode());
        }
        return JSON.writeValueAsString(line);
    }

    /** Adds what a line says, unless it says that nothing was measured. */
    static void read(String line, Rounds rounds) {
        JsonNode node = JSON.readTree(line);
        Who who = Arrays.stream(Who.values())
                .filter(each -> each.id().equals(node.path("who").asString("")))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no line of a benchmark: " + line));
        Mode mode = node.path("mode").asString("").equals(Mode.FAN_OUT.id()) ? Mode.FAN_OUT : Mode.POLLING;
        StreamShape shape = new StreamShape(
                node.path("shards").asInt(), node.path("recordBytes").asInt());
        if (node.path(Measured.Figure.CPU.id()).isNumber()) {
            rounds.add(
                    new ReaderRow(who, shape, mode),
                    Measured.of(Arrays.stream(Measured.Figure.values())
                            .mapToDouble(figure -> node.path(figure.id()).asDouble())
                            .toArray()));
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    private static String cell(Rounds rounds, ReaderRow row, Measured.Figure figure) {
        Optional<Measured> median = rounds.median(row);
        if (median.isEmpty()) {
            return NOTHING;
        }
        double[] range = rounds.range(row, figure);
        String middle = text(figure, figure.of(median.get()));
        String least = text(figure, range[0]);
        String greatest = text(figure, range[1]);
        return least.equals(greatest) ? middle : middle + " (" + least + " to " + greatest + ")";
    }

    private static String text(Measured.Figure figure, double value) {
        return String.format(Locale.ROOT, figure.format(), value);
    }
}
