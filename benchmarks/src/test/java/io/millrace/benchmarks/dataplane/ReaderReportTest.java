package io.millrace.benchmarks.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.stub.StreamShape;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReaderReportTest {
    private static final ReaderRow MILLRACE = new ReaderRow(Who.MILLRACE, new StreamShape(4, 1024), Mode.POLLING);
    private static final ReaderRow KCL = new ReaderRow(Who.KCL, new StreamShape(64, 100), Mode.FAN_OUT);

    @Test
    void printsALineOfJsonForEachRow() {
        assertThat(ReaderReport.lines(rounds()))
                .isEqualTo("{\"who\":\"millrace\",\"shards\":4,\"recordBytes\":1024,\"mode\":\"polling\","
                        + "\"cpuSecondsPerMillion\":3.0,\"recordsPerSecond\":200000.0,\"peakMemoryMb\":300.0,"
                        + "\"threads\":40.0,\"firstRecordSeconds\":2.5}\n"
                        + "{\"who\":\"kcl\",\"shards\":64,\"recordBytes\":100,\"mode\":\"fan-out\","
                        + "\"cpuSecondsPerMillion\":null,\"recordsPerSecond\":null,\"peakMemoryMb\":null,"
                        + "\"threads\":null,\"firstRecordSeconds\":null}\n");
    }

    @Test
    void readsItsLinesAgain() {
        Rounds read = new Rounds(List.of());
        ReaderReport.lines(rounds()).lines().forEach(line -> ReaderReport.read(line, read));
        assertThat(read.rows()).containsExactly(MILLRACE);
        assertThat(read.median(MILLRACE)).contains(new Measured(3, 200_000, 300, 40, 2.5));
    }

    @Test
    void printsATableOfMediansWithTheirRange() {
        assertThat(ReaderReport.table(rounds()))
                .contains("| who | mode | shards | record | CPU-s/million | records/s |")
                .contains("| Millrace | polling | 4 | 1 KB | 3.00 (2.00 to 9.00) | 200,000 | 300 | 40 | 2.5 |")
                .contains("| KCL 3.5.1, tuned | fan-out | 64 | 100 B | – | – | – | – | – |");
    }

    @Test
    void knowsWhetherAllIsMeasured() {
        assertThat(rounds().areComplete(1)).isFalse();
        Rounds rounds = new Rounds(List.of(MILLRACE));
        rounds.add(MILLRACE, new Measured(1, 1, 1, 1, 1));
        assertThat(rounds.areComplete(1)).isTrue();
        assertThat(rounds.areComplete(2)).isFalse();
    }

    @Test
    void putsTheTableBetweenItsMarks() {
        String begin = "<!-- data-plane: written by benchmarks/data-plane --write-docs -->\n";
        assertThat(Documents.with("before\n" + begin + "old\n<!-- data-plane: end -->\nbehind", "new\n"))
                .isEqualTo("before\n" + begin + "new\n<!-- data-plane: end -->\nbehind");
    }

    private static Rounds rounds() {
        Rounds rounds = new Rounds(List.of(MILLRACE, KCL));
        rounds.add(MILLRACE, new Measured(9, 200_000, 300, 40, 2.5));
        rounds.add(MILLRACE, new Measured(2, 200_000, 300, 40, 2.5));
        rounds.add(MILLRACE, new Measured(3, 200_000, 300, 40, 2.5));
        return rounds;
    }
}
