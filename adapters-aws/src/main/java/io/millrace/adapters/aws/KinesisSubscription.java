package io.millrace.adapters.aws;

import com.google.common.base.Throwables;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.source.Subscription;
import io.millrace.ports.source.SubscriptionListener;
import java.io.EOFException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponse;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/**
 * One call of SubscribeToShard. Demand goes through the SDK's reactive stream down to the connection's flow control. What
 * the SDK says on several threads and in several ways is told to the listener in turn, by one thread at a time, and its end
 * once.
 */
final class KinesisSubscription
        implements Subscription, SubscribeToShardResponseHandler, Subscriber<SubscribeToShardEventStream> {
    private final SubscriptionListener listener;
    private final Function<Throwable, SourceFailure> classify;
    private final Consumer<KinesisSubscription> over;
    private final Supplier<Instant> now;

    /** Guarded by this, as is all below. */
    private final Deque<Consumer<SubscriptionListener>> untold = new ArrayDeque<>();

    private boolean telling;
    private boolean ended;
    private boolean cancelled;
    private long demand;
    private org.reactivestreams.@Nullable Subscription upstream;
    private @Nullable CompletableFuture<Void> call;

    /**
     * @param classify puts what the SDK threw into the port's words
     * @param over is told when nothing more will come
     * @param now stands in for the arrival of records that come without one
     */
    KinesisSubscription(
            SubscriptionListener listener,
            Function<Throwable, SourceFailure> classify,
            Consumer<KinesisSubscription> over,
            Supplier<Instant> now) {
        this.listener = listener;
        this.classify = classify;
        this.over = over;
        this.now = now;
    }

    /** Makes the call, unless it was cancelled before. */
    void start(Supplier<CompletableFuture<Void>> subscribe) {
        synchronized (this) {
            if (isOver()) {
                return;
            }
        }
        CompletableFuture<Void> made = subscribe.get();
        boolean late;
        synchronized (this) {
            call = made;
            late = isOver();
        }
        follow(made, this::completed);
        if (late) {
            made.cancel(true);
        }
    }

    /** Takes the end of something for the end of the subscription; {@code completed} is done when it was a good end. */
    void follow(CompletionStage<?> stage, Runnable completed) {
        CompletionStage<?> unused = stage.whenComplete((nothing, problem) -> {
            if (problem != null) {
                fail(problem);
            } else {
                completed.run();
            }
        });
    }

    @Override
    public void request(int events) {
        if (events < 1) {
            throw new IllegalArgumentException("at least one event is asked for, not " + events);
        }
        org.reactivestreams.Subscription known;
        synchronized (this) {
            known = upstream;
            if (known == null) {
                demand += events;
            }
        }
        if (known != null) {
            known.request(events);
        }
    }

    @Override
    public void cancel() {
        synchronized (this) {
            if (isOver()) {
                return;
            }
            cancelled = true;
            untold.clear();
        }
        letGo();
    }

    /** Comes with the first event only, as it is read from the same stream, and so too late to say that it was opened. */
    @Override
    public void responseReceived(SubscribeToShardResponse response) {}

    /** The service has answered with a stream of events. */
    @Override
    public void onEventStream(SdkPublisher<SubscribeToShardEventStream> publisher) {
        publisher.subscribe(this);
    }

    @Override
    public void onSubscribe(org.reactivestreams.Subscription subscription) {
        long asked;
        boolean late;
        synchronized (this) {
            late = isOver() || upstream != null;
            asked = demand;
            if (!late) {
                upstream = subscription;
                demand = 0;
                untold.add(SubscriptionListener::opened);
            }
        }
        if (late) {
            subscription.cancel();
            return;
        }
        tell();
        if (asked > 0) {
            subscription.request(asked);
        }
    }

    @Override
    public void onNext(SubscribeToShardEventStream event) {
        if (!(event instanceof SubscribeToShardEvent pushed)) {
            // A kind of event that this version does not know was none of those asked for.
            request(1);
            return;
        }
        try {
            io.millrace.ports.source.SubscriptionEvent translated = KinesisMapper.event(pushed, now.get());
            synchronized (this) {
                if (isOver()) {
                    return;
                }
                untold.add(told -> told.event(translated));
            }
        } catch (RuntimeException notUnderstood) {
            fail(notUnderstood);
            return;
        }
        tell();
    }

    @Override
    public void onError(Throwable problem) {
        fail(problem);
    }

    /** The last event was delivered and the stream is at its end. */
    @Override
    public void onComplete() {
        end(Optional.empty());
    }

    @Override
    public void exceptionOccurred(Throwable problem) {
        fail(problem);
    }

    /** Says no more than the end of the call does. */
    @Override
    public void complete() {}

    /** The call is over, which the end of the stream of events has told already, unless that broke off unseen. */
    private void completed() {
        fail(new EOFException("the stream of events broke off"));
    }

    /** Ends it with what the SDK threw, unless it has ended. */
    void fail(Throwable problem) {
        Throwable cause = answerIn(problem);
        synchronized (this) {
            if (isOver() || cause instanceof CancellationException) {
                return;
            }
        }
        end(Optional.of(classify.apply(cause)));
        letGo();
    }

    /** What the service said, where the SDK has put something around it. */
    private static Throwable answerIn(Throwable problem) {
        return Throwables.getCausalChain(problem).stream()
                .filter(AwsServiceException.class::isInstance)
                .findFirst()
                .orElse(
                        problem instanceof CompletionException && problem.getCause() != null
                                ? problem.getCause()
                                : problem);
    }

    private void end(Optional<SourceFailure> failure) {
        synchronized (this) {
            if (isOver()) {
                return;
            }
            ended = true;
            untold.add(told -> told.ended(failure));
        }
        over.accept(this);
        tell();
    }

    private boolean isOver() {
        return ended || cancelled;
    }

    private void letGo() {
        org.reactivestreams.Subscription known;
        CompletableFuture<Void> made;
        synchronized (this) {
            known = upstream;
            made = call;
        }
        over.accept(this);
        if (known != null) {
            known.cancel();
        }
        if (made != null) {
            made.cancel(true);
        }
    }

    private void tell() {
        synchronized (this) {
            if (telling) {
                return;
            }
            telling = true;
        }
        boolean done = false;
        try {
            for (Consumer<SubscriptionListener> next = next(); next != null; next = next()) {
                next.accept(listener);
            }
            done = true;
        } finally {
            if (!done) {
                // The listener threw: whoever has something to tell next goes on.
                synchronized (this) {
                    telling = false;
                }
            }
        }
    }

    private synchronized @Nullable Consumer<SubscriptionListener> next() {
        Consumer<SubscriptionListener> next = untold.poll();
        telling = next != null;
        return next;
    }
}
