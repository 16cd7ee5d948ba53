package io.millrace.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Versioned;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A worker that has lost its session and joins again")
final class RejoinTest {
    @Test
    @DisplayName("goes on with a shard of which a batch was in hand until after it had planned anew")
    void takesAgainWhatItsOwnBatchOccupied() {
        try (Stage stage = new Stage(1)) {
            stage.put(5);
            List<String> seen = new ArrayList<>();
            List<Stage.Actor> actors = new ArrayList<>();
            actors.add(stage.worker(
                    "w",
                    builder -> builder.processor(batch -> {
                        batch.records().forEach(record -> seen.add(record.dataAsText()));
                        if (seen.size() == 5) {
                            actors.get(0).processors.sleep(Duration.ofSeconds(8));
                        }
                    })));
            stage.run(Duration.ofSeconds(3));
            assertThat(seen).as("the first batch is in hand").hasSize(5);
            Versioned<?> session = stage.table.entries(Stage.APPLICATION).stream()
                    .filter(found -> found.entry().entryKey().kind() == EntryKind.SESSION)
                    .findFirst()
                    .orElseThrow();
            stage.table.store(Stage.APPLICATION).delete(session.entry().entryKey(), session.revision());
            stage.run(Duration.ofSeconds(20));
            assertThat(actors.get(0).told(WorkerEvent.SessionLost.class)).hasSize(1);
            stage.put(1);
            stage.run(Duration.ofSeconds(5));
            assertThat(seen)
                    .as("processed again, as nothing was checkpointed, and gone on with")
                    .hasSize(11);
        }
    }
}
