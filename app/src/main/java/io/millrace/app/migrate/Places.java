package io.millrace.app.migrate;

import io.millrace.ports.source.DescribeAnswer;
import io.millrace.ports.store.LeaseStore;
import java.io.IOException;
import java.util.Optional;

/** What a migration reads and writes. Used by one thread; all that is opened stays the implementer's to close. */
interface Places {
    /** KCL's table; among its sessions are workers of KCL 3.x. Nothing is written to it. */
    LeaseStore kcl();

    /** The lock of KCL's leader, as it is now; empty when there is none, or it cannot be looked at. */
    Optional<Leader> kclLeader();

    /**
     * @param holder who leads KCL's workers
     * @param version another one after each sign of life
     */
    record Leader(String holder, String version) {}

    /** Where Millrace's workers beside KCL's keep their sessions; empty when there is no such table. */
    Optional<LeaseStore> besideKcl();

    /** The new place, open, if it is there; nothing is created. */
    Optional<LeaseStore> target();

    /**
     * The new place, open, created if it is not there.
     *
     * @throws IOException when it cannot be used, with what to do about it
     */
    LeaseStore createTarget() throws IOException, InterruptedException;

    /** The stream, as the service described it when the command began. */
    DescribeAnswer.Described stream();
}
