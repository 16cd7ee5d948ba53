package io.millrace.multilang.child;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.multilang.child.ShardPositions.Phase;
import io.millrace.multilang.child.ShardPositions.Verdict;
import io.millrace.multilang.frames.ChildFrame;
import io.millrace.multilang.protocol.ErrorNames;
import io.millrace.ports.processing.CheckpointException;
import io.millrace.ports.processing.Checkpointer;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoints that a child asks for on a channel, at any time: stored and answered one after the other, in order. Those
 * for everything handed over are possible only while the engine's thread waits, and are stored on it.
 */
final class ChannelCheckpoints {
    private static final int MOST_WAITING = 100_000;

    /** Tells the child. */
    interface Answer {
        void of(long request, Optional<String> error, Optional<String> message);
    }

    private final ShardPositions positions;
    private final Runnable wake;
    private final Answer answer;
    private final ArrayDeque<ChildFrame.Checkpoint> waiting = new ArrayDeque<>();
    private Phase phase = Phase.CLOSED;
    private boolean inShutdown;
    private @Nullable Checkpointer checkpointer;
    private boolean busy;
    private ChildFrame.@Nullable Checkpoint here;

    /** @param wake called when a checkpoint has to be stored on the thread that waits, or is answered */
    ChannelCheckpoints(Checkpoint start, Runnable wake, Answer answer) {
        this.positions = new ShardPositions(start);
        this.wake = wake;
        this.answer = answer;
    }

    void delivered(RecordPosition position) {
        positions.delivered(position);
    }

    boolean isFinished() {
        return positions.isFinished();
    }

    /** @param to how to store from now on; null: as before */
    synchronized void enter(Phase next, @Nullable Checkpointer to) {
        phase = next;
        inShutdown = false;
        checkpointer = to == null ? checkpointer : to;
    }

    synchronized void enterShutdown(Checkpointer to) {
        enter(Phase.RECORDS, to);
        inShutdown = true;
    }

    /** @return false when there are too many */
    boolean asked(ChildFrame.Checkpoint request) {
        synchronized (this) {
            if (waiting.size() >= MOST_WAITING) {
                return false;
            }
            waiting.add(request);
        }
        pump();
        return true;
    }

    synchronized boolean areAnswered() {
        return waiting.isEmpty() && !busy;
    }

    synchronized boolean wantsToStoreHere() {
        return here != null;
    }

    private void pump() {
        boolean more = true;
        while (more) {
            more = next();
        }
    }

    /** @return whether there may be a further one to see to */
    private boolean next() {
        ChildFrame.Checkpoint request;
        Verdict verdict;
        Phase asked;
        Checkpointer to;
        boolean isStoredHere;
        synchronized (this) {
            if (busy || waiting.isEmpty()) {
                return false;
            }
            busy = true;
            request = waiting.remove();
            asked = phase;
            to = checkpointer;
            verdict = positions.judge(request.position(), asked);
            isStoredHere = verdict instanceof Verdict.Everything && (inShutdown || asked == Phase.SHARD_END);
            if (isStoredHere) {
                here = request;
            }
        }
        if (verdict instanceof Verdict.Refused refused) {
            answered(request, Optional.of(refused.error()), Optional.empty());
        } else if (verdict instanceof Verdict.Stored) {
            answered(request, Optional.empty(), Optional.empty());
        } else if (verdict instanceof Verdict.UpTo upTo && to != null) {
            to.checkpointAsync(upTo.position()).whenComplete((stored, problem) -> {
                settle(request, verdict, asked, problem);
                pump();
            });
            return false;
        } else if (isStoredHere) {
            // The thread that waits may have taken it by now.
            wake.run();
            return false;
        } else {
            answered(
                    request,
                    Optional.of(ErrorNames.ILLEGAL_ARGUMENT),
                    Optional.of(
                            "Nothing of this was handed over."
                                    + " Before the end of a shard or a shutdown a checkpoint names the position that is done."));
        }
        return true;
    }

    /** Stores what {@link #wantsToStoreHere()} announced, on the thread that waits for the child. */
    void storeHere() throws InterruptedException {
        ChildFrame.Checkpoint request;
        Phase asked;
        Checkpointer to;
        synchronized (this) {
            request = here;
            here = null;
            asked = phase;
            to = checkpointer;
        }
        if (request == null || to == null) {
            return;
        }
        @Nullable Throwable problem = null;
        try {
            to.checkpoint();
        } catch (CheckpointException | RuntimeException failed) {
            problem = failed;
        }
        settle(request, positions.judge(request.position(), asked), asked, problem);
        pump();
    }

    private void settle(ChildFrame.Checkpoint request, Verdict verdict, Phase asked, @Nullable Throwable problem) {
        if (problem == null) {
            positions.stored(verdict, asked);
            answered(request, Optional.empty(), Optional.empty());
        } else {
            Throwable cause =
                    problem instanceof CompletionException && problem.getCause() != null ? problem.getCause() : problem;
            answered(request, Optional.of(ErrorNames.of(cause)), Optional.ofNullable(cause.getMessage()));
        }
    }

    private void answered(ChildFrame.Checkpoint request, Optional<String> error, Optional<String> message) {
        answer.of(request.request(), error, message);
        synchronized (this) {
            busy = false;
        }
        wake.run();
    }
}
