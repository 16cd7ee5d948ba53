package io.millrace.adapters.inmemory;

import io.millrace.ports.source.ConsumerAnswer.Registered;
import io.millrace.ports.source.ConsumerAnswer.Status;
import java.time.Duration;

/** One registered consumer, which takes a moment to come and to go. Guarded by the stream's monitor. */
final class InMemoryConsumer {
    /** How long it is CREATING, and how long DELETING. */
    static final Duration CHANGE_TIME = Duration.ofSeconds(1);

    private final String name;
    private final String arn;
    private final long createdNanos;
    private boolean deregistered;
    private long deregisteredNanos;

    InMemoryConsumer(String name, String arn, long createdNanos) {
        this.name = name;
        this.arn = arn;
        this.createdNanos = createdNanos;
    }

    String arn() {
        return arn;
    }

    boolean isDeregistered() {
        return deregistered;
    }

    void deregister(long nowNanos) {
        if (!deregistered) {
            deregistered = true;
            deregisteredNanos = nowNanos;
        }
    }

    boolean isGone(long nowNanos) {
        return deregistered && nowNanos - deregisteredNanos >= CHANGE_TIME.toNanos();
    }

    Status status(long nowNanos) {
        if (deregistered) {
            return Status.DELETING;
        }
        return nowNanos - createdNanos < CHANGE_TIME.toNanos() ? Status.CREATING : Status.ACTIVE;
    }

    Registered describe(long nowNanos) {
        return new Registered(name, arn, status(nowNanos));
    }
}
