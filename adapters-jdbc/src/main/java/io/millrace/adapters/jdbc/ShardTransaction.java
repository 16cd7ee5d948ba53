package io.millrace.adapters.jdbc;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Lease;
import io.millrace.ports.processing.ShardContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One transaction, with the results of one batch and the checkpoint at its end. It begins when user code first asks
 * something of its connection, on the thread of user code; that parks it, and the store's thread, which brings the
 * checkpoint, commits.
 *
 * <pre>
 *  OPEN --user code returned--> PARKED --checkpoint came--> COMMITTING --> COMMITTED, ROLLED_BACK or UNKNOWN
 *    |                            |
 *    +--threw, time limit, end----+--> ROLLED_BACK
 * </pre>
 *
 * <p>One thread at a time is at the connection: whoever holds {@code turn}. The state changes without it, so the event loop
 * never waits for user code.
 */
final class ShardTransaction {
    private static final Logger LOG = LoggerFactory.getLogger(ShardTransaction.class);

    /** Where it is in its life. */
    enum State {
        OPEN,
        PARKED,
        COMMITTING,
        COMMITTED,
        ROLLED_BACK,
        /** The answer to the commit was lost: the checkpoint in the store tells. */
        UNKNOWN
    }

    /** What becomes of a checkpoint that comes to the store while this transaction is there. */
    enum Claim {
        /** Commit it with the transaction: whoever gets this answer does so, alone. */
        COMMIT,
        /** User code has asked nothing of the connection: nothing has to be committed with it. */
        ALONE,
        /** It is being committed already: see what comes of that first. */
        WAIT,
        /** The transaction is no more. */
        GONE
    }

    /** How a commit ended. */
    sealed interface Ending {
        /** Results and checkpoint are in. */
        record Committed() implements Ending {}

        /** Rolled back: the lease is at another revision. */
        record Conflict() implements Ending {}

        /** Rolled back, or nobody knows, as the state tells. */
        record Failed(Throwable problem) implements Ending {}
    }

    private final Object turn = new Object();
    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
    private final CompletableFuture<State> ended = new CompletableFuture<>();
    private final ShardContext shard;
    private final Checkpoint upTo;
    private final TransactionConnections connections;
    private final TimeLimit limit;
    /** What user code has made and may have left open; touched only by whoever has the turn. */
    private final List<Statement> statements = new ArrayList<>();

    private volatile @Nullable Connection connection;
    private volatile String why = "it has ended";

    /** @param upTo the checkpoint that belongs to it */
    ShardTransaction(ShardContext shard, Checkpoint upTo, TransactionConnections connections, TimeLimit limit) {
        this.shard = shard;
        this.upTo = upTo;
        this.connections = connections;
        this.limit = limit;
    }

    ShardContext shard() {
        return shard;
    }

    State state() {
        return Objects.requireNonNull(state.get());
    }

    /** Why it was rolled back, for a person. */
    String why() {
        return why;
    }

    /** Completes when it has ended and its connection is free. */
    CompletableFuture<State> ended() {
        return ended;
    }

    /** Whether this is the checkpoint that belongs to it. */
    boolean isFor(Lease lease) {
        return lease.ownership().epoch() == shard.epoch() && lease.checkpoint().equals(upTo);
    }

    /** Runs what user code asks for on the connection, unless the transaction has ended or is out of its hands. */
    @Nullable
    Object use(Use use) throws Throwable {
        synchronized (turn) {
            refuseUnlessOpen();
            Connection current = connection;
            if (current == null) {
                current = connections.begin();
                connection = current;
                limit.start(this);
            }
            return use.on(current);
        }
    }

    /** User code has made a statement; called while it has the turn. */
    void made(Statement statement) {
        statements.add(statement);
    }

    /** One that is still being read keeps SQLite at the state of the file that it saw, also when this has ended. */
    private void closeStatements() {
        for (Statement statement : statements) {
            try {
                statement.close();
            } catch (SQLException problem) {
                LOG.debug("A statement that user code left open could not be closed", problem);
            }
        }
        statements.clear();
    }

    private void refuseUnlessOpen() throws SQLException {
        State now = state();
        if (now == State.PARKED || now == State.COMMITTING) {
            throw new SQLException("the connection may be used until process(...) returns, and that has returned");
        }
        if (now != State.OPEN) {
            throw new SQLException("the transaction has ended: " + why);
        }
    }

    /** Something to do on the connection. */
    interface Use {
        @Nullable
        Object on(Connection connection) throws Throwable;
    }

    /**
     * User code has returned: the transaction waits for its checkpoint.
     *
     * @throws TransactionRolledBackException when it was rolled back before
     */
    void park() throws TransactionRolledBackException {
        if (!state.compareAndSet(State.OPEN, State.PARKED)) {
            throw new TransactionRolledBackException(shard, why, null);
        }
    }

    /** Its checkpoint has come. Does not wait. */
    Claim claim() {
        State now = state();
        if (now == State.PARKED && connection == null) {
            return Claim.ALONE;
        }
        if (state.compareAndSet(State.PARKED, State.COMMITTING)) {
            return Claim.COMMIT;
        }
        return state() == State.COMMITTING ? Claim.WAIT : Claim.GONE;
    }

    /**
     * Writes the checkpoint and commits. Blocks; for the one that has claimed it.
     *
     * @param write of the checkpoint; tells whether its condition held
     * @param isUnknown whether nobody knows the outcome of a commit that threw this
     */
    Ending commit(SqlCall<Boolean> write, Predicate<SQLException> isUnknown) {
        synchronized (turn) {
            Connection current = connection;
            if (current == null) {
                throw new IllegalStateException("nothing was begun");
            }
            closeStatements();
            try {
                if (!write.on(current)) {
                    connections.rollBack(current);
                    end(State.ROLLED_BACK, "the lease has changed in the store");
                    return new Ending.Conflict();
                }
            } catch (SQLException | RuntimeException problem) {
                connections.rollBack(current);
                end(State.ROLLED_BACK, "the checkpoint could not be written: " + problem.getMessage());
                return new Ending.Failed(problem);
            }
            try {
                connections.commit(current);
            } catch (SQLException problem) {
                connections.rollBack(current);
                end(
                        isUnknown.test(problem) ? State.UNKNOWN : State.ROLLED_BACK,
                        "the commit failed: " + problem.getMessage());
                return new Ending.Failed(problem);
            }
            connections.giveBack(current);
            end(State.COMMITTED, "it is committed");
            return new Ending.Committed();
        }
    }

    /** The commit was not made, or broke off in an unexpected way: all is rolled back. */
    Ending notCommitted(Throwable problem) {
        if (!ended.isDone()) {
            synchronized (turn) {
                Connection current = connection;
                if (current != null) {
                    connections.rollBack(current);
                }
                end(State.ROLLED_BACK, "the commit was not made: " + problem);
            }
        }
        return new Ending.Failed(problem);
    }

    /**
     * Rolls it back, unless it was committed or is about to be: then waits for that, for a few seconds at most.
     *
     * @return how it has ended
     */
    State end() {
        if (stop("it was given up")) {
            rollBack();
        }
        return ended.join();
    }

    /** Its time is up: what user code is doing on the connection is broken off. For another thread than user code's. */
    void expire(String reason) {
        if (stop(reason)) {
            Connection current = connection;
            if (current != null) {
                connections.breakOff(current);
            }
            rollBack();
        }
    }

    private boolean stop(String reason) {
        State now = state();
        if (now == State.OPEN || now == State.PARKED) {
            why = reason;
        }
        return state.compareAndSet(State.OPEN, State.ROLLED_BACK)
                || state.compareAndSet(State.PARKED, State.ROLLED_BACK);
    }

    private void rollBack() {
        synchronized (turn) {
            Connection current = connection;
            if (current != null) {
                closeStatements();
                connections.rollBack(current);
            }
            finish(State.ROLLED_BACK);
        }
    }

    private void end(State last, String reason) {
        why = reason;
        state.set(last);
        finish(last);
    }

    private void finish(State last) {
        limit.stop();
        ended.complete(last);
    }
}
