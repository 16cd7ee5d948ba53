package io.millrace.simulation.invariant;

import org.jspecify.annotations.Nullable;

/**
 * Where laws have noted what they know of the calls of one life about one shard. Each of them looks for its note when a call
 * is sent and when it is answered; with many shards those look-ups would cost more than the laws, so the call carries them.
 */
public final class CallNotes {
    ReadsKeepTheQuota.@Nullable Pace pace;
    NobodyIsStuckSilently.@Nullable Moment moment;
    CallRatesComeBack.@Nullable LastRead lastRead;
}
