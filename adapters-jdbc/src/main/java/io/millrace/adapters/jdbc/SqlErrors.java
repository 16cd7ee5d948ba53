package io.millrace.adapters.jdbc;

import com.google.common.base.Throwables;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.StoreFailure.Kind;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells failures of database calls apart and explains them to people. Says where, never a password. */
final class SqlErrors {
    private static final int MESSAGE_LIMIT = 400;

    private final Dialect dialect;
    private final String place;

    /** @param place where the calls go: the table, the application, the database */
    SqlErrors(Dialect dialect, String place) {
        this.dialect = dialect;
        this.place = place;
    }

    /**
     * A read failed, or anything that changes nothing by failing.
     *
     * @param action what was tried, such as {@code Reading LEADERSHIP:leader}
     * @param problem what was thrown
     */
    StoreFailure reading(String action, Throwable problem) {
        return explain(action, problem, Kind.UNAVAILABLE);
    }

    /** A write failed; when nobody knows whether it was applied, the kind says so. */
    StoreFailure writing(String action, Throwable problem) {
        return explain(action, problem, Kind.UNKNOWN);
    }

    /** Whether nobody knows if a commit that threw this has succeeded. */
    boolean isUnknown(Throwable problem) {
        return kind(verdict(problem, true).outcome(), Kind.UNKNOWN) == Kind.UNKNOWN;
    }

    /**
     * A transaction with results and a checkpoint failed: it is rolled back, and trying its checkpoint again is useless, or
     * nobody knows.
     *
     * @param action what was tried, such as {@code Committing LEASE:words/shard}
     */
    StoreFailure committing(String action, Throwable problem, boolean unknown) {
        String call = action + " in " + place;
        return unknown
                ? new StoreFailure(
                        Kind.UNKNOWN,
                        call + " has no answer, and may have been applied or not (" + said(problem) + ").")
                : new StoreFailure(
                        Kind.REFUSED, call + " failed, and all of it is rolled back (" + said(problem) + ").");
    }

    private StoreFailure explain(String action, Throwable problem, Kind ifUnanswered) {
        String call = action + " in " + place;
        if (problem instanceof CallPool.ClosedException) {
            return new StoreFailure(Kind.UNAVAILABLE, call + " was not done: the store is closed.");
        }
        if (problem instanceof RefusedException refused) {
            return new StoreFailure(Kind.REFUSED, String.valueOf(refused.getMessage()));
        }
        boolean sent = !(problem instanceof NotConnectedException);
        Verdict verdict = verdict(problem, sent);
        Kind kind = kind(verdict.outcome(), sent ? ifUnanswered : Kind.UNAVAILABLE);
        String end = kind == Kind.UNKNOWN ? " has no answer, and may have been applied or not: " : " was not done: ";
        return new StoreFailure(kind, call + end + verdict.meaning() + " (" + said(problem) + ").");
    }

    private Verdict verdict(Throwable problem, boolean sent) {
        for (Throwable cause : Throwables.getCausalChain(problem)) {
            Optional<Verdict> known = cause instanceof SQLException told ? dialect.judge(told) : Optional.empty();
            if (known.isPresent()) {
                return known.get();
            }
        }
        return sent
                ? Verdict.unanswered("it failed for a reason that Millrace does not know. See the log of the database")
                : dialect.notConnected();
    }

    private static Kind kind(Verdict.Outcome outcome, Kind ifUnanswered) {
        switch (outcome) {
            case THROTTLED:
                return Kind.THROTTLED;
            case NOT_DONE:
                return Kind.UNAVAILABLE;
            case UNANSWERED:
                return ifUnanswered;
            case REFUSED:
                break;
        }
        return Kind.REFUSED;
    }

    /** The words of whoever knows best: the innermost of the failures that a database told. */
    private static String said(Throwable problem) {
        Throwable best = problem;
        for (Throwable cause : Throwables.getCausalChain(problem)) {
            if (cause instanceof SQLException) {
                best = cause;
            }
        }
        String state = best instanceof SQLException told && told.getSQLState() != null ? told.getSQLState() + ", " : "";
        Throwable root = Throwables.getRootCause(best);
        String rootWords =
                root == best ? "" : "; " + root.getClass().getSimpleName() + ": " + shortened(root.getMessage());
        return state + shortened(best.getMessage()) + rootWords;
    }

    private static String shortened(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return "no message";
        }
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= MESSAGE_LIMIT ? line : line.substring(0, MESSAGE_LIMIT) + "...";
    }
}
