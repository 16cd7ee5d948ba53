package io.millrace.multilang.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildCommandTest {
    @TempDir
    private Path directory;

    @Test
    void aCommandIsSplitAtSpacesAlone() {
        assertThat(ChildCommand.split("python3  app.py -v ")).containsExactly("python3", "app.py", "-v");
        assertThat(ChildCommand.split("app.py")).containsExactly("app.py");
        assertThat(ChildCommand.split("sh -c \"a b\"\tc")).containsExactly("sh", "-c", "\"a", "b\"\tc");
        assertThat(ChildCommand.split(" app.py")).containsExactly("", "app.py");
        assertThat(ChildCommand.split("")).containsExactly("");
    }

    @Test
    void theFirstExecutableOnThePathIsTaken() throws Exception {
        Path first = Files.createDirectories(directory.resolve("first"));
        Path second = Files.createDirectories(directory.resolve("second"));
        Files.writeString(first.resolve("app"), "");
        Files.createDirectories(first.resolve("tool"));
        for (String name : List.of("app", "tool")) {
            assertThat(Files.writeString(second.resolve(name), "").toFile().setExecutable(true))
                    .isTrue();
        }
        Optional<String> path = Optional.of(first + ":" + second);
        assertThat(ChildCommand.find(ImmutableList.of("app"), path, directory)).isEqualTo(second.resolve("app"));
        assertThat(ChildCommand.find(ImmutableList.of("tool"), path, directory)).isEqualTo(second.resolve("tool"));
        assertThat(ChildCommand.find(ImmutableList.of("./second/app"), path, directory))
                .isEqualTo(directory.resolve("./second/app"));
        assertThatThrownBy(() -> ChildCommand.find(ImmutableList.of("app"), Optional.of(first.toString()), directory))
                .isInstanceOf(ChildStartException.class)
                .hasMessageContaining("not executable");
    }

    @Test
    void anEndIsToldInWords() {
        assertThat(ExitWords.of(0)).isEqualTo("exited with status 0");
        assertThat(ExitWords.of(137)).contains("SIGKILL");
        assertThat(ExitWords.of(127)).contains("not found");
    }

    @Test
    void linesEndInEveryWayAndLongOnesAreCut() {
        List<String> lines = new ArrayList<>();
        LineSplitter splitter = new LineSplitter(
                8,
                (bytes, count, isWhole) ->
                        lines.add(new String(bytes, 0, count, StandardCharsets.UTF_8) + (isWhole ? "" : "+")));
        for (byte value : "a\nb\rc\r\n0123456789\nend".getBytes(StandardCharsets.UTF_8)) {
            splitter.take(value);
        }
        splitter.end();
        assertThat(lines).containsExactly("a", "b", "c", "", "01234567+", "89", "end");
    }

    @Test
    void aFloodIsCountedAndNotPassedOn() {
        LinePace pace = new LinePace(2, 100, 0);
        assertThat(pace.takes(10, 1)).isTrue();
        assertThat(pace.takes(100, 2)).isFalse();
        assertThat(pace.takes(10, 3)).isTrue();
        assertThat(pace.takes(10, 4)).isFalse();
        assertThat(pace.leftOut()).hasValue(2);
        assertThat(pace.leftOut()).isEmpty();
        assertThat(pace.takes(100, 1_000_000_001L)).isTrue();
    }
}
