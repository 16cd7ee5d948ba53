package io.millrace.behaviour;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.Versioned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Checkpoints that wait for one another")
final class CheckpointOrderTest {
    @Test
    @DisplayName("never move the stored one back, whatever the order in which they were asked for")
    void anEarlierOneAskedForLaterChangesNothing() {
        try (Stage stage = new Stage(1)) {
            stage.put(10);
            List<Checkpoint> stored = new ArrayList<>();
            stage.table.observe((application, before, after) -> after.map(Versioned::entry)
                    .filter(Lease.class::isInstance)
                    .map(Lease.class::cast)
                    .ifPresent(lease -> stored.add(lease.checkpoint())));
            stage.worker(
                    "w",
                    builder -> builder.checkpointPolicy(CheckpointPolicy.manual())
                            .processor(batch -> {
                                var last = batch.records().get(9).position();
                                var first = batch.records().get(0).position();
                                batch.checkpointer().checkpointAsync(last);
                                batch.checkpointer().checkpointAsync(first);
                            }));
            stage.run(Duration.ofSeconds(20));
            assertThat(stored)
                    .isSorted()
                    // made, taken, checkpointed: the second checkpoint costs no write
                    .hasSize(3)
                    .endsWith(Checkpoint.at(stage.stream.allRecords().get(9).position()));
        }
    }
}
