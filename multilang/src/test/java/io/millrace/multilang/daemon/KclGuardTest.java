package io.millrace.multilang.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedSet;
import io.millrace.adapters.aws.KclFinding;
import io.millrace.adapters.aws.KclLeases;
import io.millrace.multilang.leases.LeaseStoreAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A daemon does not begin where KCL has been at work, unless somebody knows what it means. */
class KclGuardTest {
    private static final KclFinding FOUND =
            new KclFinding.Found(new KclLeases(3, 1, 2, 0, ImmutableSortedSet.of("host-a"), true));

    private static Optional<String> refusal(KclFinding kcl, boolean beginAnew) throws Exception {
        return new KclGuard(SomeSettings.of(beginAnew, Optional.empty()), new FakeServices(kcl)).refusal();
    }

    @Test
    void refusesWithWhatItFoundWhatItMeansAndTheWaysOut() throws Exception {
        assertThat(refusal(FOUND, false).orElseThrow())
                .contains(
                        "The table 'kcl-leases' holds leases of the Kinesis Client Library",
                        "3 leases (1 at the end of the shard, 2 at a sequence number, 0 without progress),"
                                + " last owned by host-a",
                        "it would begin at TRIM_HORIZON",
                        "--begin-anew",
                        "millrace.beginAnew = true",
                        "keep KCL's daemon");
    }

    @Test
    void refusesWhenItCannotKnow() throws Exception {
        assertThat(refusal(new KclFinding.Unknown("Scan was denied. Allow dynamodb:Scan."), false)
                        .orElseThrow())
                .contains("is not known: Scan was denied. Allow dynamodb:Scan.", "--begin-anew");
    }

    @Test
    void withLeasesElsewhereItNeedNotKnow() throws Exception {
        DaemonSettings elsewhere = SomeSettings.of(false, Optional.empty())
                .withLeaseStore(LeaseStoreAddress.parse("postgresql://db.example/leases"));
        KclFinding unknown = new KclFinding.Unknown("Scan was denied. Allow dynamodb:Scan.");

        assertThat(new KclGuard(elsewhere, new FakeServices(unknown)).refusal()).isEmpty();
        assertThat(new KclGuard(elsewhere, new FakeServices(FOUND)).refusal().orElseThrow())
                .contains("keeps leases of its own, in postgresql://db.example/leases");
    }

    @Test
    void beginsWhenThereIsNothingOfKcls() throws Exception {
        assertThat(refusal(new KclFinding.Absent(), false)).isEmpty();
        assertThat(refusal(new KclFinding.Other(), false)).isEmpty();
        assertThat(refusal(new KclFinding.Found(new KclLeases(0, 0, 0, 0, ImmutableSortedSet.of(), true)), false))
                .isEmpty();
    }

    @Test
    void whoSaysSoBeginsAnewWithoutALook() throws Exception {
        FakeServices services = new FakeServices(FOUND);

        assertThat(new KclGuard(SomeSettings.of(true, Optional.empty()), services).refusal())
                .isEmpty();
        assertThat(services.looks).hasValue(0);
    }
}
