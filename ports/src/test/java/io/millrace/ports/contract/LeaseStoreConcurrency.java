package io.millrace.ports.contract;

import static io.millrace.ports.contract.Answers.answer;
import static io.millrace.ports.contract.Answers.applied;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.WriteAnswer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Writes at the same time: the store's condition is what all agreement rests on. */
public interface LeaseStoreConcurrency extends LeaseStoreHarness {
    int WORKERS = 6;

    /** At least so many rounds, and as many more as fit into {@link #ROUNDS_TIME}: fast stores race through thousands. */
    int ROUNDS = 10;

    Duration ROUNDS_TIME = Duration.ofMillis(500);

    @Test
    @DisplayName("Of several that create an entry at the same time exactly one wins, and the others see it")
    default void oneCreates() throws Exception {
        race(round -> {
            String id = "session-" + round;
            return new Race(
                    (store, worker) -> store.create(mark(id, worker)), answers -> assertOneWinner(answers, id, 1));
        });
    }

    @Test
    @DisplayName("Of several that replace an entry at the same time exactly one wins, and the others see it")
    default void oneReplaces() throws Exception {
        String id = "session";
        applied(store().create(mark(id, WORKERS)));
        race(round -> {
            long revision = round;
            return new Race(
                    (store, worker) -> store.replace(mark(id, worker), revision),
                    answers -> assertOneWinner(answers, id, revision + 1));
        });
    }

    @Test
    @DisplayName("Of several that replace or delete an entry at the same time exactly one wins")
    default void oneReplacesOrDeletes() throws Exception {
        race(round -> {
            String id = "session-" + round;
            EntryKey key = mark(id, 0).entryKey();
            applied(store().create(mark(id, WORKERS)));
            return new Race(
                    (store, worker) -> worker % 2 == 0 ? store.delete(key, 1) : store.replace(mark(id, worker), 1),
                    answers -> {
                        int winner = winner(answers);
                        ReadAnswer expected = winner % 2 == 0
                                ? new ReadAnswer.Absent()
                                : new ReadAnswer.Found(new Versioned<>(mark(id, winner), 2));
                        assertEquals(expected, answer(store().read(key)));
                    });
        });
    }

    @Test
    @DisplayName("Several that count an entry up by read and conditional replace lose no count")
    default void losesNoUpdate() throws Exception {
        EntryKey key = SampleEntries.session("counter", 1).entryKey();
        applied(store().create(SampleEntries.session("counter", 1)));

        long writes = 0;
        List<LeaseStore> stores = openStores();
        try (Threads threads = new Threads(WORKERS)) {
            List<Integer> counted = threads.inParallel(worker -> {
                int count = 0;
                for (Rounds rounds = new Rounds(); rounds.another(); count++) {
                    countUp(stores.get(worker), key);
                }
                return count;
            });
            for (int count : counted) {
                writes += count;
            }
        }

        Versioned<?> counted = new Versioned<>(SampleEntries.session("counter", 1 + writes), 1 + writes);
        assertEquals(new ReadAnswer.Found(counted), answer(store().read(key)));
    }

    @Test
    @DisplayName("One store may have many requests under way at once; of those on one revision exactly one wins")
    default void manyAtOnce() {
        List<CompletionStage<WriteAnswer>> creations = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            creations.add(store().create(SampleEntries.lease(i)));
        }
        creations.forEach(creation -> assertEquals(1, applied(creation)));

        List<CompletionStage<WriteAnswer>> replacements = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            replacements.add(store().replace(SampleEntries.lease(0), 1));
        }
        winner(replacements.stream().map(Answers::answer).toList());
    }

    private static void countUp(LeaseStore store, EntryKey key) {
        Versioned<?> current = answer(ReadAnswer.Found.class, store.read(key)).found();
        while (true) {
            long heartbeat = ((WorkerSession) current.entry()).heartbeat();
            Entry next = SampleEntries.session("counter", heartbeat + 1);
            WriteAnswer answer = answer(store.replace(next, current.revision()));
            if (answer instanceof WriteAnswer.Applied) {
                return;
            }
            assertTrue(answer instanceof WriteAnswer.Conflict, "the answer is " + answer);
            current = ((WriteAnswer.Conflict) answer).current().orElseThrow();
        }
    }

    private void assertOneWinner(List<WriteAnswer> answers, String id, long revision) {
        Versioned<?> won = new Versioned<>(mark(id, winner(answers)), revision);
        for (WriteAnswer answer : answers) {
            assertTrue(
                    answer.equals(new WriteAnswer.Applied(revision))
                            || answer.equals(new WriteAnswer.Conflict(Optional.of(won))),
                    () -> "the winner wrote " + won + " but another was told " + answer);
        }
        assertEquals(new ReadAnswer.Found(won), answer(store().read(won.entry().entryKey())));
    }

    /** Which of the writes was applied; there has to be exactly one, and all others have to be conflicts. */
    private static int winner(List<WriteAnswer> answers) {
        List<Integer> winners = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i) instanceof WriteAnswer.Applied) {
                winners.add(i);
            } else {
                assertTrue(answers.get(i) instanceof WriteAnswer.Conflict, "the answer is " + answers.get(i));
            }
        }
        assertEquals(1, winners.size(), () -> "writes applied of " + answers);
        return winners.get(0);
    }

    /** A session by whose heartbeat its writer is told. */
    private static WorkerSession mark(String id, int worker) {
        return SampleEntries.session(id, worker + 1L);
    }

    private List<LeaseStore> openStores() {
        return Stream.generate(() -> openStore(application())).limit(WORKERS).toList();
    }

    /** Runs races, each with a store a worker and all let go at the same moment. */
    private void race(IntFunction<Race> races) throws Exception {
        List<LeaseStore> stores = openStores();
        try (Threads threads = new Threads(WORKERS)) {
            int round = 1;
            for (Rounds rounds = new Rounds(); rounds.another(); round++) {
                Race race = races.apply(round);
                race.judge()
                        .accept(threads.inParallel(
                                worker -> answer(race.request().send(stores.get(worker), worker))));
            }
        }
    }

    /**
     * Several that want what only one can have.
     *
     * @param request what each asks for
     * @param judge looks at the answers, in the order of the workers
     */
    record Race(Request request, Consumer<List<WriteAnswer>> judge) {}

    /** A write that a worker sends. */
    interface Request {
        CompletionStage<WriteAnswer> send(LeaseStore store, int worker);
    }
}
