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
 * Keeps a daemon from beginning where KCL has been at work: Millrace has leases of its own and does not read KCL's
 * positions, so that it would begin at the initial position. Once Millrace has leases of the application it goes on there,
 * and what KCL left behind does not matter any more.
 */
final class KclGuard {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);

    private final DaemonSettings settings;
    private final Services services;

    KclGuard(DaemonSettings settings, Services services) {
        this.settings = settings;
        this.services = services;
    }

    /** Why the daemon must not start, for a person; empty when it may. Blocks. */
    Optional<String> refusal() throws InterruptedException {
        if (settings.beginAnew() || hasBegun()) {
            return Optional.empty();
        }
        KclFinding finding = services.kclLeases();
        if (finding instanceof KclFinding.Found found && found.leases().total() > 0) {
            return Optional.of("The table '" + settings.kclTable()
                    + "' holds leases of the Kinesis Client Library (KCL) for this application: "
                    + found.leases().describe() + ". " + meaning() + waysOut());
        }
        if (finding instanceof KclFinding.Unknown unknown && isBesideKcl()) {
            return Optional.of("Whether the Kinesis Client Library (KCL) has leases of this application in the table '"
                    + settings.kclTable() + "' is not known: " + unknown.explanation() + " If it has: " + meaning()
                    + waysOut());
        }
        return Optional.empty();
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

    private static String waysOut() {
        return "To begin there all the same, stop KCL's workers and start with --begin-anew or millrace.beginAnew = true;"
                + " it is needed once. Otherwise keep KCL's daemon for this application.";
    }

    /** Whether Millrace has leases of the application; not if its table is missing or does not answer. */
    private boolean hasBegun() throws InterruptedException {
        try (LeaseStore store = services.leaseStore(false)) {
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
