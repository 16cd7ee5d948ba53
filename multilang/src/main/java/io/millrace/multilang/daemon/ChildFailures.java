package io.millrace.multilang.daemon;

import io.millrace.domain.stream.ShardId;
import io.millrace.multilang.child.ChildListener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Waits for the failure of a child that is to end the daemon, if one is. */
final class ChildFailures implements ChildListener {
    private final boolean exits;
    private final CompletableFuture<String> first = new CompletableFuture<>();

    /** @param exits whether a failure ends the daemon, as KCL's */
    ChildFailures(boolean exits) {
        this.exits = exits;
    }

    @Override
    public void failed(ShardId shard, long pid, String what) {
        if (exits) {
            first.complete("child of " + shard + ": " + what);
        }
    }

    /** Completes with what happened when the daemon is to end; never with the policy to begin anew. */
    CompletionStage<String> ending() {
        return first;
    }
}
