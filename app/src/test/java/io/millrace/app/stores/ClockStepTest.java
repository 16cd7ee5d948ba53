package io.millrace.app.stores;

import static io.millrace.app.stores.ClockedWorker.FAILOVER_TIME;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.millrace.adapters.aws.DynamoDbLeaseStore;
import io.millrace.adapters.aws.local.LocalAws;
import io.millrace.adapters.aws.local.LocalDynamoDb;
import io.millrace.adapters.aws.local.LocalServers;
import io.millrace.adapters.inmemory.InMemoryLeaseTable;
import io.millrace.adapters.inmemory.InMemoryStream;
import io.millrace.adapters.jdbc.JdbcLeaseStore;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.telemetry.WorkerEvent;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two workers on each kind of lease store, in real time, whose wall clocks are set an hour back and an hour forth. The fleets
 * run side by side, because all of them wait most of the time.
 */
@ExtendWith(LocalServers.class)
class ClockStepTest {
    private static final String APPLICATION = "clock-steps";
    private static final Duration HOUR = Duration.ofHours(1);
    /** What a worker says when its time, or that of another, has become doubtful. */
    private static final ImmutableList<Class<? extends WorkerEvent>> ALARMS = ImmutableList.of(
            WorkerEvent.Fenced.class,
            WorkerEvent.SessionLost.class,
            WorkerEvent.SessionDeclaredDead.class,
            WorkerEvent.LeaseLost.class,
            WorkerEvent.CheckpointRefused.class,
            WorkerEvent.RetentionGap.class);

    @TempDir
    private Path folder;

    @Test
    void aStepOfTheWallClockDoesNoHarmAndHidesNoDeath(LocalDynamoDb dynamoDb) throws Exception {
        List<Fleet> fleets = new ArrayList<>();
        try (EmbeddedPostgres server = EmbeddedPostgres.start();
                AutoCloseable ignored = () -> fleets.forEach(Fleet::close)) {
            stores(server, dynamoDb).forEach((kind, stores) -> fleets.add(new Fleet(kind, stores)));
            fleets.forEach(Fleet::awaitBothAtWork);

            for (Duration step : List.of(HOUR.negated(), HOUR)) {
                fleets.forEach(fleet -> fleet.setClocks(step));
                fleets.forEach(Fleet::awaitMoreThanTheFailoverTime);
            }
            fleets.forEach(Fleet::assertNothingHasHappened);

            fleets.forEach(fleet -> fleet.setClocks(HOUR));
            fleets.forEach(Fleet::killOne);
            fleets.forEach(fleet -> fleet.setClocks(HOUR.negated()));
            fleets.forEach(Fleet::assertItsShardsAreTakenOver);
        }
    }

    private ImmutableMap<String, Supplier<LeaseStore>> stores(EmbeddedPostgres server, LocalDynamoDb dynamoDb) {
        InMemoryLeaseTable table = InMemoryLeaseTable.create();
        String postgreSql = "jdbc:postgresql://localhost:" + server.getPort() + "/postgres";
        return ImmutableMap.of(
                "memory", () -> table.store(APPLICATION),
                "a file",
                        () -> JdbcLeaseStore.builder()
                                .application(APPLICATION)
                                .url("jdbc:sqlite:" + folder.resolve("leases.db"))
                                .build(),
                "PostgreSQL",
                        () -> JdbcLeaseStore.builder()
                                .application(APPLICATION)
                                .url(postgreSql)
                                .user("postgres")
                                .build(),
                "DynamoDB",
                        () -> DynamoDbLeaseStore.builder()
                                .application(APPLICATION)
                                .table("clock-steps")
                                .aws(LocalAws.settings(dynamoDb.endpoint()))
                                .build());
    }

    /** Two workers on one store. */
    private static final class Fleet {
        private final String kind;
        private final InMemoryStream stream = InMemoryStream.create("words", 4);
        private final ClockedWorker one;
        private final ClockedWorker other;
        private int put;

        Fleet(String kind, Supplier<LeaseStore> stores) {
            this.kind = kind;
            one = new ClockedWorker("one", stores.get(), stream.source());
            other = new ClockedWorker("other", stores.get(), stream.source());
        }

        void awaitBothAtWork() {
            patiently().untilAsserted(() -> {
                int before = one.words().size();
                int beforeOther = other.words().size();
                putAndAwait();
                assertThat(one.words()).hasSizeGreaterThan(before);
                assertThat(other.words()).hasSizeGreaterThan(beforeOther);
            });
        }

        void setClocks(Duration step) {
            one.setClock(step);
            other.setClock(step.negated());
        }

        /** After the clocks were set. */
        void awaitMoreThanTheFailoverTime() {
            patiently().until(() -> one.beatsSinceTheStep() > 3 && other.beatsSinceTheStep() > 3);
            putAndAwait();
        }

        void assertNothingHasHappened() {
            for (ClockedWorker worker : List.of(one, other)) {
                assertThat(ALARMS.stream().flatMap(worker::events)).as(kind).isEmpty();
            }
            assertThat(processed()).as(kind).doesNotHaveDuplicates().hasSize(put);
        }

        void killOne() {
            one.kill();
        }

        void assertItsShardsAreTakenOver() {
            List<String> words = putMore();
            patiently().untilAsserted(() -> assertThat(other.words()).as(kind).containsAll(words));
            assertThat(other.events(WorkerEvent.SessionDeclaredDead.class))
                    .as(kind)
                    .singleElement()
                    .satisfies(
                            dead -> assertThat(dead.silence()).isBetween(FAILOVER_TIME, FAILOVER_TIME.multipliedBy(5)));
            assertThat(processed()).as(kind).containsAll(words(0, put));
        }

        void close() {
            one.close();
            other.close();
        }

        private void putAndAwait() {
            putMore();
            patiently().untilAsserted(() -> assertThat(processed()).containsAll(words(0, put)));
        }

        private List<String> putMore() {
            List<String> words = words(put, put + 16);
            words.forEach(word -> stream.put(word, word));
            put += words.size();
            return words;
        }

        private static List<String> words(int from, int until) {
            return IntStream.range(from, until).mapToObj(word -> "word-" + word).toList();
        }

        private List<String> processed() {
            return Stream.concat(one.words().stream(), other.words().stream()).toList();
        }

        private ConditionFactory patiently() {
            return await(kind).atMost(Duration.ofMinutes(1));
        }
    }
}
