package io.millrace.multilang.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.adapters.aws.KclFinding;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a daemon does before it starts. */
class DaemonTest {
    @TempDir
    private Path folder;

    @Test
    void tellsAllThatIsWrongWithItsSettingsAtOnce() {
        Daemon daemon = new Daemon(
                SomeSettings.of(false, Optional.of(folder.resolve("no").resolve("dead.jsonl"))),
                new FakeServices(new KclFinding.Absent()));

        assertThatThrownBy(daemon::run)
                .isInstanceOfSatisfying(
                        SettingsException.class,
                        wrong -> assertThat(wrong.faults())
                                .hasSize(2)
                                .anyMatch(fault -> fault.contains("region: is not set"))
                                .anyMatch(fault -> fault.contains("millrace.deadLetterFile")));
    }

    @Test
    void holdsNoMoreRecordsThanItsHeapHasRoomFor() {
        assertThat(Daemon.recordBytes(4L << 30)).isEqualTo(256L << 20);
        assertThat(Daemon.recordBytes(256L << 20)).isEqualTo(64L << 20);
        assertThat(Daemon.recordBytes(32L << 20)).isEqualTo(16L << 20);
    }

    @Test
    void saysInOneLineWhatItIsGoingToDo() {
        assertThat(StartText.of(SomeSettings.of(false, Optional.empty()), "host-1", "words"))
                .isEqualTo(
                        "Starting: stream words, application counter, worker host-1, polling from TRIM_HORIZON where it"
                                + " has no leases, leases in dynamodb:millrace-leases; each shard gets a child `python3 app.py`"
                                + " (python/3.11); settings from app.properties");
    }
}
