package io.millrace.domain.lease;

import java.util.Objects;
import java.util.Optional;

/**
 * Who owns something, and how often it has changed hands.
 *
 * @param owner the owner's session; empty when nobody owns it
 * @param epoch the fencing token: 0 when never owned, one more each time an owner takes it, unchanged by a release
 */
public record Ownership(Optional<SessionId> owner, long epoch) {
    /** Never owned. */
    public static final Ownership NONE = new Ownership(Optional.empty(), 0);

    public Ownership {
        Objects.requireNonNull(owner, "owner");
        if (epoch < 0 || (owner.isPresent() && epoch == 0)) {
            throw new IllegalArgumentException("no epoch: " + epoch + " with owner " + owner);
        }
    }

    /** The same thing in the hands of {@code session}, one epoch later, whoever had it before. */
    public Ownership takenBy(SessionId session) {
        return new Ownership(Optional.of(session), epoch + 1);
    }

    /** The same thing in nobody's hands; the epoch stays. */
    public Ownership released() {
        return new Ownership(Optional.empty(), epoch);
    }

    public boolean isOwnedBy(SessionId session) {
        return owner.isPresent() && owner.get().equals(session);
    }

    /** Whether a worker that is not Millrace's owns it. */
    public boolean isForeign() {
        return owner.isPresent() && owner.get().isForeign();
    }

    @Override
    public String toString() {
        return owner.map(SessionId::toString).orElse("nobody") + "#" + epoch;
    }
}
