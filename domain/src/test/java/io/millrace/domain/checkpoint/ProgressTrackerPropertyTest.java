package io.millrace.domain.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.checkpoint.ProgressTracker.Due;
import io.millrace.domain.checkpoint.ProgressTracker.Verdict;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class ProgressTrackerPropertyTest {
    private static final int SUB_SEQUENCE_NUMBERS = 4;
    /** Ranks of the model: -1 is the sentinel before all records, this is SHARD_END. */
    private static final int END = Integer.MAX_VALUE;

    private static final int SENTINEL = -1;

    /** What happens to the tracker; the rank says which position or checkpoint is meant. */
    record Happening(Kind kind, int rank) {}

    enum Kind {
        DELIVERED,
        DONE,
        USER_CHECKPOINT,
        STORED_UNSTORED,
        SHARD_END
    }

    /**
     * The model: a record's position is one whole number, {@code sequence number * 4 + sub-sequence number}, with sequence
     * numbers of one to three digits, so that an order of texts, or one without sub-sequence numbers, would be found out.
     */
    @Property(tries = 2000)
    void agreesWithAModelOfWholeNumbers(
            @ForAll @IntRange(min = -1, max = 100) int start, @ForAll("happenings") List<Happening> happenings) {
        ProgressTracker tracker = new ProgressTracker(checkpoint(start));
        int stored = start;
        int delivered = SENTINEL;
        int done = SENTINEL;
        boolean ended = false;
        for (Happening happening : happenings) {
            int rank = happening.rank();
            switch (happening.kind()) {
                case DELIVERED -> {
                    if (!ended) {
                        tracker.delivered(position(rank));
                        delivered = Math.max(delivered, rank);
                    }
                }
                case DONE -> {
                    if (rank <= delivered) {
                        tracker.done(position(rank), arrival(rank));
                        done = Math.max(done, rank);
                    }
                }
                case USER_CHECKPOINT -> {
                    Verdict expected = rank < stored
                            ? Verdict.BACKWARDS
                            : rank == stored || rank <= delivered ? Verdict.ALLOWED : Verdict.BEYOND_DELIVERED;
                    assertThat(tracker.judge(checkpoint(rank))).isEqualTo(expected);
                    if (expected == Verdict.ALLOWED) {
                        tracker.stored(checkpoint(rank));
                        stored = rank;
                    }
                }
                case STORED_UNSTORED -> {
                    Optional<Due> due = tracker.unstored();
                    if (due.isPresent()) {
                        assertThat(tracker.judge(due.get().checkpoint())).isEqualTo(Verdict.ALLOWED);
                        tracker.stored(due.get().checkpoint());
                        stored = ended ? END : done;
                    }
                }
                case SHARD_END -> {
                    if (done == delivered) {
                        tracker.shardEndReached();
                        ended = true;
                    }
                }
            }
            assertThat(tracker.stored()).isEqualTo(checkpoint(stored));
            assertThat(tracker.deliveredUpTo()).isEqualTo(optionalPosition(delivered));
            assertThat(tracker.unstored()).isEqualTo(expectedDue(ended ? END : done, done, stored));
            assertThat(tracker.unstoredRecords()).isEqualTo(expectedDue(done, done, stored));
            assertThat(tracker.judge(Checkpoint.SHARD_END) == Verdict.ALLOWED).isEqualTo(ended || stored == END);
        }
    }

    @Property
    void theStoredCheckpointNeverMovesBack(@ForAll("ranks") List<Integer> answers) {
        ProgressTracker tracker = new ProgressTracker(Checkpoint.TRIM_HORIZON);
        Checkpoint before = tracker.stored();
        for (int rank : answers) {
            tracker.stored(checkpoint(rank));
            assertThat(tracker.stored()).isGreaterThanOrEqualTo(before);
            assertThat(tracker.stored()).isGreaterThanOrEqualTo(checkpoint(rank));
            before = tracker.stored();
        }
    }

    private static Optional<Due> expectedDue(int rank, int done, int stored) {
        return rank > stored
                ? Optional.of(
                        new Due(checkpoint(rank), done == SENTINEL ? Optional.empty() : Optional.of(arrival(done))))
                : Optional.empty();
    }

    private static Checkpoint checkpoint(int rank) {
        if (rank == SENTINEL) {
            return Checkpoint.TRIM_HORIZON;
        }
        return rank == END ? Checkpoint.SHARD_END : Checkpoint.at(position(rank));
    }

    private static Optional<RecordPosition> optionalPosition(int rank) {
        return rank == SENTINEL ? Optional.empty() : Optional.of(position(rank));
    }

    private static RecordPosition position(int rank) {
        return new RecordPosition(SequenceNumber.of(rank / SUB_SEQUENCE_NUMBERS), (long) rank % SUB_SEQUENCE_NUMBERS);
    }

    private static Instant arrival(int rank) {
        return Instant.ofEpochSecond(rank);
    }

    @Provide
    Arbitrary<List<Happening>> happenings() {
        return Combinators.combine(
                        Arbitraries.of(Kind.class), Arbitraries.integers().between(0, 500))
                .as(Happening::new)
                .list()
                .ofMaxSize(40);
    }

    @Provide
    Arbitrary<List<Integer>> ranks() {
        return Arbitraries.oneOf(Arbitraries.integers().between(SENTINEL, 500), Arbitraries.just(END))
                .list()
                .ofMaxSize(20);
    }
}
