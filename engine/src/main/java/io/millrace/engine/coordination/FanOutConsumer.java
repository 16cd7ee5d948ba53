package io.millrace.engine.coordination;

import io.millrace.domain.consumer.Backoff;
import io.millrace.domain.consumer.FanOutSettings;
import io.millrace.ports.source.ConsumerAnswer;
import io.millrace.ports.source.FanOutSource;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * The consumer that an application has registered with a stream: finds it, registers it when there is none, waits until it may
 * be used, and does so again when somebody has deregistered it. Workers that begin together may all try to register it: one
 * succeeds, the others find it. On the loop only.
 *
 * <pre>
 *            Registered, ACTIVE
 *  describe -------------------> known -- gone --> describe
 *   ^  | | Absent
 *   |  | +--------> register --+
 *   |  | CREATING, DELETING    | whatever the answer is
 *   +--+--- after a while -----+
 * </pre>
 */
public final class FanOutConsumer {
    private static final Duration CREATION_LOOK = Duration.ofSeconds(1);
    private static final Backoff RETRY = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));
    private static final int ATTEMPTS_BEFORE_POLLING = 5;

    private final WorkerContext context;
    private final FanOutSource source;
    private final FanOutSettings settings;
    private final List<Consumer<Optional<String>>> waiting = new ArrayList<>();
    private Optional<String> arn = Optional.empty();
    private boolean looking;
    private int attempts;
    private int subscriptions;

    public FanOutConsumer(WorkerContext context, FanOutSource source, FanOutSettings settings) {
        this.context = context;
        this.source = source;
        this.settings = settings;
    }

    public FanOutSource source() {
        return source;
    }

    public FanOutSettings settings() {
        return settings;
    }

    /** Names the consumer in subscriptions; empty before it was found. */
    public Optional<String> arn() {
        return arn;
    }

    /**
     * Finds the consumer, or registers it.
     *
     * @param then told that it may be used, with nothing; or why there is none, and will be none however often it were tried
     */
    public void find(Consumer<Optional<String>> then) {
        waiting.add(then);
        if (!looking) {
            looking = true;
            attempts = 0;
            describe();
        }
    }

    /**
     * Subscriptions are opened or given up.
     *
     * @param more how many more there are from now on, or less
     * @return how many bytes more, or less, may lie in connections without having been asked for
     */
    public long subscriptionsChange(int more) {
        long before = source.bytesAhead(subscriptions);
        subscriptions += more;
        return source.bytesAhead(subscriptions) - before;
    }

    /**
     * A subscription showed that the consumer is gone; finds another.
     *
     * @param gone what it was called
     * @param then told when there is one
     */
    public void renew(String gone, Runnable then) {
        if (arn.isPresent() && !arn.get().equals(gone)) {
            then.run();
            return;
        }
        arn = Optional.empty();
        find(problem -> {
            if (problem.isEmpty()) {
                then.run();
            } else {
                // The shards have records to be read: what is refused today may be allowed by somebody tomorrow.
                context.after(RETRY.maximum(), () -> renew(gone, then));
            }
        });
    }

    private void describe() {
        ask(source.describeConsumer(settings.consumerName()), answer -> {
            if (answer instanceof ConsumerAnswer.Registered found) {
                if (found.status() == ConsumerAnswer.Status.ACTIVE) {
                    found(found.arn());
                } else {
                    context.after(CREATION_LOOK, this::describe);
                }
            } else if (answer instanceof ConsumerAnswer.Absent) {
                register();
            } else if (answer instanceof ConsumerAnswer.Failed failed) {
                failed(failed.failure());
            }
        });
    }

    private void register() {
        ask(source.registerConsumer(settings.consumerName()), answer -> {
            if (answer instanceof ConsumerAnswer.Failed failed
                    && failed.failure().kind() != SourceFailure.Kind.IN_USE) {
                failed(failed.failure());
            } else {
                // Registered, or another worker was faster.
                context.after(CREATION_LOOK, this::describe);
            }
        });
    }

    private void ask(CompletionStage<ConsumerAnswer> call, Consumer<ConsumerAnswer> then) {
        context.onLoop(
                call,
                (answer, problem) -> then.accept(
                        problem == null
                                ? answer
                                : new ConsumerAnswer.Failed(new SourceFailure(
                                        SourceFailure.Kind.UNAVAILABLE,
                                        "the record source failed unexpectedly: " + problem))));
    }

    private void failed(SourceFailure failure) {
        attempts++;
        boolean isHopeless = failure.kind() == SourceFailure.Kind.REFUSED
                || failure.kind() == SourceFailure.Kind.NOT_FOUND
                || (settings.fallBackToPolling() && attempts >= ATTEMPTS_BEFORE_POLLING);
        if (isHopeless) {
            end(Optional.of(failure.explanation()));
            return;
        }
        if (attempts == 1) {
            context.emit(new WorkerEvent.Trouble("The consumer '" + settings.consumerName()
                    + "' of enhanced fan-out is not there yet, trying again: " + failure.explanation()));
        }
        context.after(RETRY.delay(attempts, context.jitter("consumer-retry")), this::describe);
    }

    private void found(String name) {
        arn = Optional.of(name);
        context.emit(new WorkerEvent.FanOutConsumerFound(settings.consumerName(), name));
        end(Optional.empty());
    }

    private void end(Optional<String> problem) {
        looking = false;
        List<Consumer<Optional<String>>> told = List.copyOf(waiting);
        waiting.clear();
        told.forEach(then -> then.accept(problem));
    }
}
