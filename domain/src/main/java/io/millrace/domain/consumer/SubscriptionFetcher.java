package io.millrace.domain.consumer;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.stream.ChildShard;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads one shard by enhanced fan-out: decides when to subscribe, when to let an event come and when to give a subscription
 * up for another. Whoever drives it asks {@link #next}, does what it says, and reports what happens.
 *
 * <pre>
 *        next: Subscribe                opened
 *  none ----------------> subscribing ---------> open --+ next: Request, event
 *   ^ ^                      |   |               |  | ^ |
 *   | +----------------------+   |               |  | +-+
 *   |   ended, failed,           |               |  |
 *   |   silence (Cancel)         |               |  +------> at end (final)
 *   +--------------------------- | --------------+   event without continuation
 *       ended, failed,           |               |
 *       silence, age (Cancel)    +---------------+---> gone (final)
 *                                    NOT_FOUND
 * </pre>
 *
 * <p>Subscriptions are numbered. What is said of another than the current one is ignored: events that a cancelled one had
 * already on their way come again over the next.
 *
 * <p>Every subscription continues where the last event ended, by its continuation, which the service gives also with
 * events that have no records; so no record is left out and none comes twice. Before the first event the start is asked for
 * again, which for TRIM_HORIZON, AT_TIMESTAMP and a position leaves nothing out. LATEST would: it would then mean a later
 * moment. As in {@link PollingFetcher} the fetcher goes on at TRIM_HORIZON where a subscription from LATEST was open and
 * broke without a single event: older records than asked for, rather than lost ones.
 *
 * <p>A subscription that the service ended in order is followed by another at once, unless it was younger than the service
 * allows; one that failed, after a pause. A subscription that stays silent although an event was asked for hangs on a
 * connection that is dead without knowing; it is replaced at once, as the silence was pause enough.
 *
 * <p>Not safe for use by several threads; never blocks. Times are those of one monotonic clock, in nanoseconds.
 */
public final class SubscriptionFetcher {
    private enum State {
        NONE,
        SUBSCRIBING,
        OPEN
    }

    /** What to do now. */
    public sealed interface Step {
        /**
         * Subscribe.
         *
         * @param subscription its number, larger than all before
         * @param from a sentinel, or the position where reading goes on
         * @param including whether the record at that position is wanted: so at the start, which may lie inside an
         *     aggregated record, of which {@link ResumeFilter} drops what is done already
         */
        record Subscribe(long subscription, Checkpoint from, boolean including) implements Step {
            public Subscribe {
                Objects.requireNonNull(from, "from");
            }
        }

        /** @param subscription let one more event of it come */
        record Request(long subscription) implements Step {}

        /** @param subscription cancel it, and ask what to do next */
        record Cancel(long subscription) implements Step {}

        /** @param nanos nothing is to be done before this moment, unless something is reported */
        record WaitUntil(long nanos) implements Step {}

        /** @param children of the closed shard that is read to its end; may be empty, then the listing knows them */
        record AtEnd(ImmutableList<ChildShard> children) implements Step {
            public AtEnd {
                Objects.requireNonNull(children, "children");
            }
        }

        /** The service does not know the shard, the stream or the consumer (any more). */
        record ShardGone() implements Step {}
    }

    private static final Step SHARD_GONE = new Step.ShardGone();

    private final Checkpoint start;
    private final SubscriptionSettings settings;
    private final NotBefore nextSubscription = new NotBefore();
    private final EventPatience patience;

    private State state = State.NONE;
    private long subscription;
    private long subscribedNanos;
    /** When the subscription is too old; known once it is open. */
    private long renewNanos;

    private boolean requested;
    private long requestedNanos;
    private boolean wasEverOpen;
    private @Nullable SequenceNumber continuation;
    private Optional<RecordPosition> lastFetched = Optional.empty();
    private Duration behindLatest = Duration.ZERO;
    private int consecutiveFailures;
    private @Nullable Step ending;

    /**
     * @param start what of the shard is already processed, or where to begin
     * @throws IllegalArgumentException when the start is SHARD_END, after which there is nothing to read
     */
    public SubscriptionFetcher(Checkpoint start, SubscriptionSettings settings) {
        this.start = Objects.requireNonNull(start, "start");
        this.settings = Objects.requireNonNull(settings, "settings");
        this.patience = new EventPatience(settings.eventSilence(), settings.silence());
        if (start.isShardEnd()) {
            throw new IllegalArgumentException("a shard at SHARD_END is not read again");
        }
    }

    /**
     * What to do now. Subscribe, Request and Cancel count as done: they must be carried out before this is asked again.
     *
     * @param room whether there is memory for one more event; asked for when {@link #wantsEvent} says so
     */
    public Step next(boolean room, long nowNanos) {
        if (ending != null) {
            return ending;
        }
        if (state == State.NONE) {
            return nextSubscription.isReached(nowNanos)
                    ? subscribe(nowNanos)
                    : new Step.WaitUntil(nextSubscription.nanos());
        }
        long giveUpNanos = giveUpNanos();
        if (nowNanos - giveUpNanos >= 0) {
            return giveUp(nowNanos);
        }
        if (room && wantsEvent()) {
            requested = true;
            requestedNanos = nowNanos;
            return new Step.Request(subscription);
        }
        return new Step.WaitUntil(giveUpNanos);
    }

    /** Whether an event could be asked for: there is an open subscription, and none is under way. */
    public boolean wantsEvent() {
        return ending == null && state == State.OPEN && !requested;
    }

    /** Whether what is said of this subscription counts. */
    public boolean isCurrent(long subscription) {
        return ending == null && state != State.NONE && subscription == this.subscription;
    }

    /**
     * The service has taken a subscription.
     *
     * @param jitter from 0, inclusive, to 1, exclusive
     */
    public void opened(long subscription, double jitter, long nowNanos) {
        if (!isCurrent(subscription)) {
            return;
        }
        if (state == State.OPEN) {
            throw new IllegalStateException("subscription " + subscription + " was open already");
        }
        state = State.OPEN;
        wasEverOpen = true;
        long earlier = (long) (settings.renewSpread().toNanos() * jitter);
        // Its age at the service counts from some moment after it was sent; from that on is the safe side.
        renewNanos = subscribedNanos + settings.renewAfter().toNanos() - earlier;
        nextSubscription.raise(nowNanos + settings.takeOverAge().toNanos());
    }

    /**
     * An event came.
     *
     * @param last the position of its last record; empty when it has none
     * @param next its continuation; empty at the end of a closed shard
     * @param behindLatest how far its end is behind the tip of the shard
     * @param children at the end of a closed shard
     * @param nowNanos when it came
     * @return whether it counts; when not, its records are to be dropped, as they come again
     * @throws IllegalStateException when it is of the current subscription, but none was asked for
     */
    public boolean event(
            long subscription,
            Optional<RecordPosition> last,
            Optional<SequenceNumber> next,
            Duration behindLatest,
            ImmutableList<ChildShard> children,
            long nowNanos) {
        if (!isCurrent(subscription)) {
            return false;
        }
        if (!requested) {
            throw new IllegalStateException("an event of subscription " + subscription + " that nobody asked for");
        }
        requested = false;
        consecutiveFailures = 0;
        patience.came(nowNanos - requestedNanos);
        this.behindLatest = behindLatest;
        if (last.isPresent() && Checkpoint.at(last.get()).compareTo(position()) > 0) {
            lastFetched = last;
        }
        continuation = next.orElse(null);
        if (continuation == null) {
            ending = new Step.AtEnd(children);
            state = State.NONE;
        }
        return true;
    }

    /**
     * An event came that there is no room for. It is dropped, and with it the subscription, which has gone beyond it: the next
     * one goes on behind the last event that counted.
     */
    public void refused() {
        close();
    }

    /**
     * The service ended a subscription in order.
     *
     * @param jitter from 0, inclusive, to 1, exclusive
     */
    public void ended(long subscription, double jitter, long nowNanos) {
        if (!isCurrent(subscription)) {
            return;
        }
        if (state == State.SUBSCRIBING) {
            // Never given and yet over is no order, and would be a storm of calls if it were met at once.
            failed(subscription, SubscriptionFailure.UNAVAILABLE, jitter, nowNanos);
            return;
        }
        close();
    }

    /**
     * A subscription was not given, or broke.
     *
     * @param jitter from 0, inclusive, to 1, exclusive
     */
    public void failed(long subscription, SubscriptionFailure failure, double jitter, long nowNanos) {
        if (!isCurrent(subscription)) {
            return;
        }
        close();
        consecutiveFailures++;
        long pauseNanos = settings.backoff().delay(consecutiveFailures, jitter).toNanos();
        switch (failure) {
            case NOT_FOUND -> {
                ending = SHARD_GONE;
                // For when it is there after all, as a service says of a consumer that it does not know everywhere yet.
                nextSubscription.raise(nowNanos + pauseNanos);
            }
            case THROTTLED, UNAVAILABLE -> nextSubscription.raise(nowNanos + pauseNanos);
            case IN_USE ->
                nextSubscription.raise(nowNanos + settings.takeOverAge().toNanos() + pauseNanos);
        }
    }

    /** What was gone is there again, as another consumer is: reading goes on where it was. */
    public void resume() {
        close();
        if (ending == SHARD_GONE) {
            ending = null;
        }
    }

    /** How far the last event was behind the tip of the shard; zero before the first one. */
    public Duration behindLatest() {
        return behindLatest;
    }

    /** How many subscriptions failed or fell silent since the last event. */
    public int consecutiveFailures() {
        return consecutiveFailures;
    }

    /** What is fetched: up to the last record, or the start when there was none. */
    public Checkpoint position() {
        return lastFetched.map(Checkpoint::at).orElse(start);
    }

    private Step subscribe(long nowNanos) {
        state = State.SUBSCRIBING;
        subscription++;
        subscribedNanos = nowNanos;
        if (continuation != null) {
            return new Step.Subscribe(subscription, Checkpoint.at(continuation), false);
        }
        if (wasEverOpen && start.equals(Checkpoint.LATEST)) {
            return new Step.Subscribe(subscription, Checkpoint.TRIM_HORIZON, false);
        }
        return new Step.Subscribe(subscription, start, !start.isSentinel());
    }

    /** When the current subscription is not waited for any longer. */
    private long giveUpNanos() {
        if (state == State.SUBSCRIBING) {
            return subscribedNanos + settings.silence().toNanos();
        }
        if (!requested) {
            return renewNanos;
        }
        long silenceNanos = patience.nanos();
        long silentNanos = requestedNanos + silenceNanos;
        return silentNanos - renewNanos < 0 ? silentNanos : renewNanos;
    }

    private Step giveUp(long nowNanos) {
        boolean old = state == State.OPEN && nowNanos - renewNanos >= 0;
        if (!old) {
            consecutiveFailures++;
            if (requested) {
                patience.inVain();
            }
        }
        close();
        return new Step.Cancel(subscription);
    }

    private void close() {
        state = State.NONE;
        requested = false;
    }
}
