package io.millrace.adapters.aws;

import com.google.common.base.Throwables;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.source.Subscription;
import io.millrace.ports.source.SubscriptionEvent;
import io.millrace.ports.source.SubscriptionListener;
import java.io.EOFException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
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
import org.reactivestreams.Publisher;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponse;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/**
 * One call of SubscribeToShard. The stream of events is read by {@link PushedEvents}; the SDK makes the call and says what
 * went wrong with it. What both say on several threads is told to the listener in turn, by one thread at a time, and its end
 * once.
 */
final class KinesisSubscription implements Subscription, SubscribeToShardResponseHandler, EventsInterceptor.Taker {
    private final SubscriptionListener listener;
    private final Function<Throwable, SourceFailure> classify;
    private final Consumer<KinesisSubscription> over;
    private final PushedEvents events;

    /** Guarded by this, as is all below. */
    private final Deque<Consumer<SubscriptionListener>> untold = new ArrayDeque<>();

    private boolean telling;
    private boolean ended;
    private boolean cancelled;
    private boolean taken;
    private @Nullable CompletableFuture<Void> call;

    /**
     * @param classify puts what the SDK threw into the port's words
     * @param over is told when nothing more will come
     * @param spare for its messages
     * @param room for all messages of all subscriptions
     * @param now stands in for the arrival of records that come without one
     */
    KinesisSubscription(
            SubscriptionListener listener,
            Function<Throwable, SourceFailure> classify,
            Consumer<KinesisSubscription> over,
            SpareArrays spare,
            EventRoom room,
            Supplier<Instant> now) {
        this.listener = listener;
        this.classify = classify;
        this.over = over;
        this.events = new PushedEvents(new Told(), spare, room, now);
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
        this.events.request(events);
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

    @Override
    public void take(Publisher<ByteBuffer> stream) {
        synchronized (this) {
            taken = true;
        }
        stream.subscribe(events);
    }

    @Override
    public void responseReceived(SubscribeToShardResponse response) {}

    /** The stream was taken; what the SDK has of it says nothing, unless there was none. */
    @Override
    public void onEventStream(SdkPublisher<SubscribeToShardEventStream> publisher) {
        synchronized (this) {
            if (taken) {
                return;
            }
        }
        fail(new ProtocolException("the answer has no stream of events"));
    }

    /** What comes over the stream. */
    private final class Told implements PushedEvents.Sink {
        @Override
        public void opened() {
            synchronized (KinesisSubscription.this) {
                if (isOver()) {
                    return;
                }
                untold.add(SubscriptionListener::opened);
            }
            tell();
        }

        @Override
        public void event(SubscriptionEvent event) {
            synchronized (KinesisSubscription.this) {
                if (isOver()) {
                    return;
                }
                untold.add(told -> told.event(event));
            }
            tell();
        }

        @Override
        public void completed() {
            end(Optional.empty());
            CompletableFuture<Void> made;
            synchronized (KinesisSubscription.this) {
                made = call;
            }
            if (made != null) {
                // The SDK waits for the end of a stream that is not its own.
                made.complete(null);
            }
        }

        @Override
        public void failed(Throwable problem) {
            fail(problem);
        }
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
        CompletableFuture<Void> made;
        synchronized (this) {
            made = call;
        }
        over.accept(this);
        events.cancel();
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
