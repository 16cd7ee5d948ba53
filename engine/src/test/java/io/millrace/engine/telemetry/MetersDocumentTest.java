package io.millrace.engine.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of {@code docs/meters.md} says what the code does. */
class MetersDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "meters.md");

    @Test
    void theTableListsEveryMeterAsItIs() throws IOException {
        List<String> rows = Files.readAllLines(DOCUMENT, StandardCharsets.UTF_8).stream()
                .filter(line -> line.startsWith("| `millrace."))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(
                        Stream.of(Meters.values()).map(MetersDocumentTest::row).toList());
    }

    @Test
    void namesAreInTheHousesForm() {
        assertThat(Meters.values()).allSatisfy(meter -> {
            assertThat(meter.meterName()).matches("millrace(\\.[a-z]+)+");
            assertThat(meter.meaning()).doesNotContain("|", "\n").doesNotEndWith(".");
        });
        assertThat(Meters.values()).extracting(Meters::meterName).doesNotHaveDuplicates();
    }

    private static String row(Meters meter) {
        String tags = String.join(
                ", ", meter.tags().stream().map(tag -> "`" + tag + "`").toList());
        return String.join(
                        " | ",
                        "| `" + meter.meterName() + "`",
                        meter.kind().toString(),
                        meter.unit(),
                        tags,
                        meter.meaning())
                + " |";
    }
}
