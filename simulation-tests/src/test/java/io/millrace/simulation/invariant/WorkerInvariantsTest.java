package io.millrace.simulation.invariant;

import static io.millrace.simulation.invariant.History.LEASE;
import static io.millrace.simulation.invariant.History.at;
import static io.millrace.simulation.invariant.History.lease;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.Versioned;
import io.millrace.ports.source.RecordsAnswer;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.telemetry.WorkerEvent;
import io.millrace.simulation.scenario.FaultKind;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The laws about what a worker costs and says: each is told one history that it allows and one that it does not. */
class WorkerInvariantsTest {
    private final History history = new History();

    @Test
    void s17FiveReadsASecond() {
        for (int i = 0; i < 10; i++) {
            history.truth.sent(history.call("w1", "stream.records", 0));
            history.pass(Duration.ofMillis(200));
        }
        assertThat(history.broken()).isEmpty();
        history.truth.sent(history.call("w1", "stream.records", 0));
        history.pass(Duration.ofMillis(100));
        history.truth.sent(history.call("w1", "stream.records", 0));
        assertThat(history.broken()).containsExactly("S17");
    }

    @Test
    void s17TwoMegabytesASecond() {
        history.put(0, 1);
        var call = history.call("w1", "stream.records", 0);
        history.truth.sent(call);
        var record = new io.millrace.domain.stream.StreamRecord(
                io.millrace.domain.stream.RecordPosition.of(io.millrace.domain.stream.SequenceNumber.of(1)),
                "key",
                Optional.empty(),
                java.time.Instant.EPOCH,
                new byte[1 << 20]);
        history.truth.answered(
                call,
                new RecordsAnswer.Records(
                        ImmutableList.of(record), Optional.of("next"), Duration.ZERO, ImmutableList.of()));
        history.pass(Duration.ofMillis(400));
        history.truth.sent(history.call("w1", "stream.records", 0));
        assertThat(history.broken()).containsExactly("S17");
    }

    @Test
    void s17SixtyFourCallsToTheStore() {
        for (int i = 0; i < 66; i++) {
            history.truth.sent(history.call("w1", "store.read"));
        }
        assertThat(history.broken()).isEmpty();
        history.pass(Duration.ofSeconds(2));
        history.truth.sent(history.call("w1", "store.read"));
        assertThat(history.broken()).isEmpty();
        for (int i = 0; i < 66; i++) {
            history.truth.sent(history.call("w1", "store.read"));
        }
        assertThat(history.broken()).containsExactly("S17");
    }

    @Test
    void s17WhatIsReadFitsIntoMemory() {
        var fetched = new WorkerEvent.Fetched(LEASE, 1, 900_000, Duration.ZERO, Duration.ZERO);
        history.says("w1", fetched);
        history.says("w1", fetched);
        assertThat(history.broken()).isEmpty();
        history.says("w1", fetched);
        assertThat(history.broken()).containsExactly("S17");
    }

    @Test
    void s17AWriteToALeaseChangesIt() {
        Lease first = history.take("w1", history.write("w1", lease(0)));
        assertThat(history.broken()).isEmpty();
        history.write("w1", first);
        assertThat(history.broken()).containsExactly("S17");
    }

    @Test
    void s17AFleetAtRestListsItsLeasesSeldom() {
        Lease first = history.take("w1", history.write("w1", lease(0)));
        history.truth.stream().closed(first.shard());
        history.pass(Duration.ofSeconds(20));
        for (int pause : new int[] {0, 30, 20}) {
            assertThat(history.broken()).isEmpty();
            history.pass(Duration.ofSeconds(pause));
            history.truth.answered(
                    history.call("w1", "store.list"),
                    new ListAnswer.Page(
                            ImmutableList.of(new Versioned<>(first, 2)), ImmutableList.of(), Optional.empty()));
        }
        assertThat(history.broken()).containsExactly("S17");
    }

    @Test
    void s17HeartbeatsKeepTheirPace() {
        for (int i = 0; i < 9; i++) {
            history.pass(Duration.ofMillis(100));
            history.beat("w1");
        }
        assertThat(history.broken()).isEmpty();
        history.beat("w1");
        assertThat(history.broken()).containsExactly("S17");
    }

    @Test
    void s18TroubleHasACause() {
        history.live(Duration.ofSeconds(30), "w1");
        history.truth.injected(FaultKind.STORE_THROTTLED, "w1");
        history.live(Duration.ofSeconds(10), "w1");
        history.says("w1", new WorkerEvent.Fenced(Duration.ofSeconds(6)));
        assertThat(history.broken()).doesNotContain("S18");
        history.says("w2", new WorkerEvent.Trouble("of some kind"));
        assertThat(history.broken()).doesNotContain("S18");
        history.live(Duration.ofSeconds(100), "w1");
        history.says("w1", new WorkerEvent.Trouble("of some kind"));
        assertThat(history.broken()).contains("S18");
    }

    @Test
    void s19AnOwnerDoesSomethingAboutItsShard() {
        history.put(0, 1);
        history.take("w1", history.write("w1", lease(0)));
        history.truth.answered(history.call("w1", "stream.records", 0), "records");
        history.live(Duration.ofSeconds(20), "w1");
        assertThat(history.broken()).isEmpty();
        history.live(Duration.ofSeconds(5), "w1");
        assertThat(history.broken()).containsExactly("S19");
    }

    @Test
    void s19ALeaseThatRestedBeforeItWasTakenIsNoSilence() {
        history.put(0, 1);
        Lease unowned = history.write("w1", lease(0));
        history.live(Duration.ofSeconds(60), "w1");
        history.take("w1", unowned);
        history.live(Duration.ofSeconds(15), "w1");
        assertThat(history.broken()).doesNotContain("S19");
        history.live(Duration.ofSeconds(10), "w1");
        assertThat(history.broken()).contains("S19");
    }

    @Test
    void s19UserCodeThatDoesNotReturnIsNotTheWorkersSilence() {
        history.put(0, 1);
        Lease first = history.take("w1", history.write("w1", lease(0)));
        history.truth.began(history.batch(history.initialized("w1", first), 1));
        history.put(0, 2);
        history.live(Duration.ofSeconds(100), "w1");
        assertThat(history.broken()).doesNotContain("S19");
        assertThat(history.truth.leases().lease(LEASE).orElseThrow().checkpoint())
                .isNotEqualTo(at(1));
    }
}
