package io.millrace.domain.sharing;

import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A shared lease as an observer sees it.
 *
 * @param key the lease
 * @param owner who owns it, Millrace's or KCL's; empty when nobody does
 * @param ended whether the shard is processed to its end
 * @param still for how long it was seen unchanged, on the observer's own clock; zero at first sight
 */
public record SeenLease(LeaseKey key, Optional<SessionId> owner, boolean ended, Duration still) {
    public SeenLease {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(still, "still");
    }

    boolean isForeign() {
        return owner.isPresent() && owner.get().isForeign();
    }

    boolean isOurs() {
        return owner.isPresent() && !owner.get().isForeign();
    }
}
