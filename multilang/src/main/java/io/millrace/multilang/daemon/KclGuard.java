package io.millrace.multilang.daemon;

import io.millrace.adapters.aws.KclFinding;
import io.millrace.domain.lease.EntryKind;
import io.millrace.multilang.leases.LeaseStoreAddress;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides where a daemon's leases are when KCL has been at work. Without another word the daemon goes on in KCL's table,
 * beside its workers. Where a store of Millrace's own was named, which knows nothing of KCL's positions, the daemon does not
 * begin. Once Millrace has leases of the application in its own store it goes on there, and what KCL left behind does not
 * matter any more.
 */
final class KclGuard {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    private final DaemonSettings settings;
    private final Services services;

    KclGuard(DaemonSettings settings, Services services) {
        this.settings = settings;
        this.services = services;
    }

    /** What follows from what was found. */
    sealed interface Verdict {
        /** @param leaseStore where the leases are */
        record Begin(LeaseStoreAddress leaseStore) implements Verdict {}

        /** @param why the daemon must not start, for a person */
        record Refuse(String why) implements Verdict {}
    }

    /** Looks, and decides where the daemon's leases are. Blocks. */
    Verdict decide() throws InterruptedException {
        LeaseStoreAddress usual = settings.leaseStore();
        if (usual instanceof LeaseStoreAddress.Kcl || settings.beginAnew() || hasBegun()) {
            return new Verdict.Begin(usual);
        }
        KclFinding finding = services.kclLeases();
        if (finding instanceof KclFinding.Found found && found.leases().total() > 0) {
            String what = "The table '" + settings.kclTable()
                    + "' holds leases of the Kinesis Client Library (KCL) for this application: "
                    + found.leases().describe() + ". ";
            if (settings.leaseStoreNamed()) {
                return new Verdict.Refuse(what + meaning() + waysOut());
            }
            LOG.info(
                    "{}Goes on there, beside KCL's workers if there are any. When all of them are gone for good, `millrace"
                            + " migrate` moves the leases to a table of Millrace's own, which costs less.",
                    what);
            return new Verdict.Begin(new LeaseStoreAddress.Kcl(settings.kclTable()));
        }
        if (finding instanceof KclFinding.Unknown unknown && isBesideKcl()) {
            return new Verdict.Refuse(
                    "Whether the Kinesis Client Library (KCL) has leases of this application in the table '"
                            + settings.kclTable() + "' is not known: " + unknown.explanation() + " If it has: "
                            + meaning()
                            + waysOut());
        }
        return new Verdict.Begin(usual);
    }

    /**
     * Whether leases are in DynamoDB, as KCL's would be. Elsewhere there may be no right to DynamoDB at all, which says
     * nothing; that it was not looked is logged.
     */
    private boolean isBesideKcl() {
        boolean isBeside = settings.leaseStore() instanceof LeaseStoreAddress.DynamoDb;
        if (!isBeside) {
            LOG.info(
                    "Whether the Kinesis Client Library (KCL) has leases of this application in DynamoDB is not known; with"
                            + " leases in {} that does not matter, unless KCL's workers still run.",
                    settings.leaseStore());
        }
        return isBeside;
    }

    private String meaning() {
        return "Millrace keeps leases of its own, in " + settings.leaseStore()
                + ", and does not take over KCL's positions: it would begin at " + settings.initialPosition()
                + ", which repeats or skips what lies between. ";
    }

    private String waysOut() {
        return "To go on where KCL is, beside its workers, name millrace.leaseStore = kcl:" + settings.kclTable()
                + "; to move what it has, stop its workers and use `millrace migrate`. To begin all the same, stop KCL's"
                + " workers and start with --begin-anew or millrace.beginAnew = true; it is needed once.";
    }

    /** Whether Millrace has leases of the application; not if its table is missing or does not answer. */
    private boolean hasBegun() throws InterruptedException {
        try (LeaseStore store = services.leaseStore(settings.leaseStore(), false)) {
            return await(store.open()) instanceof OpenAnswer.Ready
                    && await(store.list(EntryKind.LEASE, Optional.empty())) instanceof ListAnswer.Page page
                    && !page.entries().isEmpty();
        }
    }

    private static <T> T await(CompletionStage<T> answer) throws InterruptedException {
        try {
            return answer.toCompletableFuture().get();
        } catch (ExecutionException broken) {
            throw new IllegalStateException("a lease store answers with a value, also when it fails", broken);
        }
    }
}
