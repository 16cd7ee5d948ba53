package io.millrace.adapters.aws;

import io.millrace.ports.source.SubscriptionEvent;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;

/**
 * Turns the bytes of a subscription into events, one for each that is asked for. No piece of bytes is asked for that no event
 * needs, so that the connection's flow control holds up the service. Safe for use from any thread; never blocks.
 */
final class PushedEvents implements Subscriber<ByteBuffer> {
    /** Is told one thing after the other; the end once, and nothing after it or after {@link #cancel}. */
    interface Sink {
        /** The service has answered with a stream of events. */
        void opened();

        void event(SubscriptionEvent event);

        /** The stream is at its end, which lies between two events. */
        void completed();

        /** It broke, the service said in it what is wrong, or it was not understood. */
        void failed(Throwable problem);
    }

    private static final int REFUSED = 400;
    private static final int BROKEN = 500;

    private final Sink sink;
    private final EventAssembler assembler;
    private final Supplier<Instant> now;

    /** Guarded by this, as is all below; the assembler belongs to the thread that works. */
    private @Nullable Subscription upstream;

    private long demand;
    private @Nullable ByteBuffer piece;
    private boolean pulling;
    private boolean waiting;
    private boolean granted;
    private boolean complete;
    private boolean over;
    private boolean working;

    /** @param now stands in for the arrival of records that come without one */
    PushedEvents(Sink sink, SpareArrays spare, EventRoom room, Supplier<Instant> now) {
        this.sink = sink;
        this.assembler = new EventAssembler(spare, room, this::roomIsThere);
        this.now = now;
    }

    /** Lets so many more events come. */
    void request(long events) {
        synchronized (this) {
            demand += events;
        }
        work();
    }

    /** Nothing is told any more, and the connection is free of it. */
    void cancel() {
        Subscription known;
        synchronized (this) {
            over = true;
            known = upstream;
        }
        if (known != null) {
            known.cancel();
        }
        work();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        boolean late;
        synchronized (this) {
            late = over || upstream != null;
            if (!late) {
                upstream = subscription;
            }
        }
        if (late) {
            subscription.cancel();
            return;
        }
        sink.opened();
        work();
    }

    @Override
    public void onNext(ByteBuffer bytes) {
        synchronized (this) {
            pulling = false;
            piece = bytes;
        }
        work();
    }

    @Override
    public void onComplete() {
        synchronized (this) {
            complete = true;
        }
        work();
    }

    @Override
    public void onError(Throwable problem) {
        end(() -> sink.failed(problem));
        work();
    }

    private void roomIsThere() {
        synchronized (this) {
            granted = true;
        }
        work();
    }

    /** What can be done now, or that nothing can. */
    private enum Step {
        TAKE,
        TAKE_ROOM,
        PULL,
        COMPLETE,
        LET_GO,
        REST
    }

    /** One thread works at a time; what others bring meanwhile, it finds. */
    private void work() {
        synchronized (this) {
            if (working) {
                return;
            }
            working = true;
        }
        while (true) {
            Step step = step();
            switch (step) {
                case TAKE -> take();
                case TAKE_ROOM -> assembler.granted();
                case PULL -> pull();
                case COMPLETE -> complete();
                case LET_GO -> assembler.clear();
                case REST -> {
                    return;
                }
            }
        }
    }

    private synchronized Step step() {
        if (waiting && granted) {
            waiting = false;
            granted = false;
            return Step.TAKE_ROOM;
        }
        if (over && !waiting && (piece != null || assembler.isWithinMessage())) {
            piece = null;
            return Step.LET_GO;
        }
        if (!over && !waiting && upstream != null) {
            if (piece != null && demand > 0) {
                return Step.TAKE;
            }
            if (piece == null && complete) {
                return Step.COMPLETE;
            }
            if (piece == null && demand > 0 && !pulling) {
                pulling = true;
                return Step.PULL;
            }
        }
        working = false;
        return Step.REST;
    }

    private void pull() {
        Subscription known;
        synchronized (this) {
            known = upstream;
        }
        if (known != null) {
            known.request(1);
        }
    }

    private void take() {
        ByteBuffer bytes;
        synchronized (this) {
            bytes = piece;
            if (bytes == null || over) {
                return;
            }
        }
        EventAssembler.State state;
        try {
            state = assembler.add(bytes);
            if (state == EventAssembler.State.WHOLE) {
                tell(assembler.message());
                assembler.clear();
            }
        } catch (RuntimeException notUnderstood) {
            giveUp(notUnderstood);
            return;
        }
        synchronized (this) {
            waiting = state == EventAssembler.State.WANTS_ROOM;
            if (!waiting && !bytes.hasRemaining()) {
                piece = null;
            }
        }
    }

    private void tell(EventMessage message) {
        String type = message.header(":message-type");
        if ("event".equals(type)) {
            if ("SubscribeToShardEvent".equals(message.header(":event-type"))) {
                SubscriptionEvent event = EventDecoder.decode(message, now.get());
                synchronized (this) {
                    demand--;
                }
                sink.event(event);
            }
            // Another is the answer's head, or a kind of event that this version does not know.
        } else if ("exception".equals(type)) {
            giveUp(said(message.header(":exception-type"), EventDecoder.said(message)));
        } else if ("error".equals(type)) {
            giveUp(said(message.header(":error-code"), message.header(":error-message")));
        }
    }

    /** What the service says within the stream, as the SDK throws what it says instead of one. */
    private static AwsServiceException said(@Nullable String code, @Nullable String message) {
        boolean broken = code == null || code.startsWith("Internal");
        return KinesisException.builder()
                .statusCode(broken ? BROKEN : REFUSED)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .serviceName("Kinesis")
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .build();
    }

    private void complete() {
        if (assembler.isWithinMessage()) {
            giveUp(new EOFException("the stream of events broke off within one"));
        } else {
            end(sink::completed);
        }
    }

    private void giveUp(Throwable problem) {
        Subscription known;
        synchronized (this) {
            known = upstream;
        }
        end(() -> sink.failed(problem));
        if (known != null) {
            known.cancel();
        }
    }

    private void end(Runnable told) {
        synchronized (this) {
            if (over) {
                return;
            }
            over = true;
        }
        told.run();
    }
}
