package io.millrace.ports.contract;

import static io.millrace.ports.contract.Answers.answer;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.ConsumerAnswer;
import io.millrace.ports.source.FanOutSource;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.source.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What the tests of the kit build on; {@link FanOutContract} provides {@link #stream(int)}. */
public interface FanOutHarness {
    /** How old a subscription must be before another one takes its place, and a little more. */
    Duration TAKE_OVER = Duration.ofMillis(5_500);

    Duration A_MOMENT = Duration.ofMillis(100);

    /** To be implemented: a new, active stream with this many shards that share the hash key space. */
    StreamFixture createStream(int shards) throws Exception;

    /** To be implemented: a source of a stream that does not exist; closed by the kit. */
    RecordSource sourceOfMissingStream(String streamName) throws Exception;

    /** The service's time. To be overridden where that is not the time of this machine. */
    default Instant now() {
        return Instant.now();
    }

    /** Returns when {@link #now()} is later by this much. To be overridden where the service's time can be moved. */
    default void pass(Duration time) throws Exception {
        Instant until = now().plus(time);
        while (now().isBefore(until)) {
            LockSupport.parkNanos(Duration.between(now(), until).toNanos());
        }
    }

    /** Whether closed shards end and name their children. To be overridden where an emulator's do not. */
    default boolean endsClosedShards() {
        return true;
    }

    /** Whether a subscription takes the place of an older one. To be overridden where an emulator's do not. */
    default boolean takesOver() {
        return true;
    }

    /** Whether unknown shards and consumers are not found. To be overridden where an emulator pushes nothing for them. */
    default boolean missesTheUnknown() {
        return true;
    }

    /** A new stream with this many shards, deleted at the end of the test. */
    StreamFixture stream(int shards) throws Exception;

    /** The fan-out of the stream. */
    default FanOutSource fanOut(StreamFixture stream) {
        return stream.source().fanOut().orElseThrow(() -> new AssertionError("a source without enhanced fan-out"));
    }

    /** Lets the service's time pass until the condition holds; fails when that takes too long. */
    default void await(String what, BooleanSupplier condition) throws Exception {
        Instant end = now().plus(Answers.PATIENCE);
        while (!condition.getAsBoolean()) {
            assertTrue(now().isBefore(end), () -> "not within " + Answers.PATIENCE + ": " + what);
            pass(A_MOMENT);
        }
    }

    /** The ARN of a new consumer that may be subscribed with. */
    default String consumer(FanOutSource fanOut, String name) throws Exception {
        String arn = answer(ConsumerAnswer.Registered.class, fanOut.registerConsumer(name))
                .arn();
        await(
                "the consumer is active",
                () -> answer(ConsumerAnswer.Registered.class, fanOut.describeConsumer(name))
                                .status()
                        == ConsumerAnswer.Status.ACTIVE);
        return arn;
    }

    /** A subscription that the service has taken; tried anew while it finds the one before too young. */
    default Open subscribe(FanOutSource fanOut, String consumerArn, ShardId shard, ReadPosition position)
            throws Exception {
        Instant end = now().plus(Answers.PATIENCE);
        while (true) {
            Listening listening = new Listening();
            Subscription subscription = fanOut.subscribe(consumerArn, shard, position, listening);
            await("opened or ended", () -> listening.isOpened() || listening.isEnded());
            if (listening.isOpened()) {
                return new Open(subscription, listening);
            }
            SourceFailure failure = listening.failure().orElseThrow();
            boolean tooSoon = failure.kind() == SourceFailure.Kind.IN_USE && now().isBefore(end);
            assertTrue(tooSoon, () -> "not subscribed: " + failure);
            pass(Duration.ofMillis(500));
        }
    }

    /**
     * A subscription that was asked for so many events and has brought records; tried anew while the one before is found too
     * young, which a service may say within the stream of events.
     */
    default Open reading(FanOutSource fanOut, String consumerArn, ShardId shard, ReadPosition position, int events)
            throws Exception {
        Instant end = now().plus(Answers.PATIENCE);
        while (true) {
            Open open = subscribe(fanOut, consumerArn, shard, position);
            open.subscription().request(events);
            Listening listening = open.listening();
            await("records or an end", () -> !listening.records().isEmpty() || listening.isEnded());
            if (!listening.records().isEmpty()) {
                return open;
            }
            boolean tooSoon = listening
                            .failure()
                            .filter(failure -> failure.kind() == SourceFailure.Kind.IN_USE)
                            .isPresent()
                    && now().isBefore(end);
            assertTrue(tooSoon, () -> "ended without a record: " + listening.failure());
            pass(Duration.ofMillis(500));
        }
    }

    /** The failure of a subscription that must not be given. */
    default SourceFailure refusal(FanOutSource fanOut, String consumerArn, ShardId shard) throws Exception {
        Listening listening = new Listening();
        // Asked for, because the refusal may come in place of the first event.
        fanOut.subscribe(consumerArn, shard, Reading.TRIM_HORIZON, listening).request(1);
        await("refused", listening::isEnded);
        Optional<SourceFailure> failure = listening.failure();
        assertTrue(failure.isPresent(), "a subscription that was ended in order");
        assertTrue(!failure.get().explanation().isBlank(), "a failure says what happened");
        return failure.get();
    }

    /**
     * A subscription, and what it says.
     *
     * @param subscription to ask for events
     * @param listening what came
     */
    record Open(Subscription subscription, Listening listening) {}
}
