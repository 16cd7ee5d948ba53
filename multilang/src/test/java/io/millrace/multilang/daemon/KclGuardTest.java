package io.millrace.multilang.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedSet;
import io.millrace.adapters.aws.KclFinding;
import io.millrace.adapters.aws.KclLeases;
import io.millrace.multilang.leases.LeaseStoreAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where KCL has been at work a daemon goes on with KCL's leases, or does not begin, unless somebody knows what it means. */
class KclGuardTest {
    private static final KclFinding FOUND =
            new KclFinding.Found(new KclLeases(3, 1, 2, 0, ImmutableSortedSet.of("host-a"), true));

    private static final LeaseStoreAddress OWN = new LeaseStoreAddress.DynamoDb("millrace-leases");
    private static final KclGuard.Verdict BEGIN = new KclGuard.Verdict.Begin(OWN);

    private static KclGuard.Verdict decide(KclFinding kcl, boolean beginAnew) throws Exception {
        return decide(SomeSettings.of(beginAnew, Optional.empty()), kcl);
    }

    private static KclGuard.Verdict decide(DaemonSettings settings, KclFinding kcl) throws Exception {
        return new KclGuard(settings, new FakeServices(kcl)).decide();
    }

    private static String refusal(DaemonSettings settings, KclFinding kcl) throws Exception {
        return ((KclGuard.Verdict.Refuse) decide(settings, kcl)).why();
    }

    private static DaemonSettings naming(LeaseStoreAddress address) {
        return SomeSettings.of(false, Optional.empty()).withLeaseStore(address);
    }

    @Test
    void goesOnInKclsTableUnlessAnotherWasNamed() throws Exception {
        assertThat(decide(FOUND, false)).isEqualTo(new KclGuard.Verdict.Begin(new LeaseStoreAddress.Kcl("kcl-leases")));
    }

    @Test
    void doesNotLookWhereKclsTableIsNamed() throws Exception {
        LeaseStoreAddress named = new LeaseStoreAddress.Kcl("other-leases");
        FakeServices services = new FakeServices(FOUND);

        assertThat(new KclGuard(naming(named), services).decide()).isEqualTo(new KclGuard.Verdict.Begin(named));
        assertThat(services.looks).hasValue(0);
    }

    @Test
    void refusesAnotherStoreWithWhatItFoundWhatItMeansAndTheWaysOut() throws Exception {
        assertThat(refusal(naming(OWN), FOUND))
                .contains(
                        "The table 'kcl-leases' holds leases of the Kinesis Client Library",
                        "3 leases (1 at the end of the shard, 2 at a sequence number, 0 without progress),"
                                + " last owned by host-a",
                        "it would begin at TRIM_HORIZON",
                        "--begin-anew",
                        "millrace.beginAnew = true",
                        "millrace.leaseStore = kcl:kcl-leases",
                        "millrace migrate");
    }

    @Test
    void refusesWhenItCannotKnow() throws Exception {
        assertThat(refusal(
                        SomeSettings.of(false, Optional.empty()),
                        new KclFinding.Unknown("Scan was denied. Allow dynamodb:Scan.")))
                .contains("is not known: Scan was denied. Allow dynamodb:Scan.", "--begin-anew");
    }

    @Test
    void withLeasesElsewhereItNeedNotKnow() throws Exception {
        DaemonSettings elsewhere = SomeSettings.of(false, Optional.empty())
                .withLeaseStore(LeaseStoreAddress.parse("postgresql://db.example/leases"));
        KclFinding unknown = new KclFinding.Unknown("Scan was denied. Allow dynamodb:Scan.");

        assertThat(decide(elsewhere, unknown)).isEqualTo(new KclGuard.Verdict.Begin(elsewhere.leaseStore()));
        assertThat(refusal(elsewhere, FOUND)).contains("keeps leases of its own, in postgresql://db.example/leases");
    }

    @Test
    void beginsWhenThereIsNothingOfKcls() throws Exception {
        assertThat(decide(new KclFinding.Absent(), false)).isEqualTo(BEGIN);
        assertThat(decide(new KclFinding.Other(), false)).isEqualTo(BEGIN);
        assertThat(decide(new KclFinding.Found(new KclLeases(0, 0, 0, 0, ImmutableSortedSet.of(), true)), false))
                .isEqualTo(BEGIN);
    }

    @Test
    void whoSaysSoBeginsAnewWithoutALook() throws Exception {
        FakeServices services = new FakeServices(FOUND);

        assertThat(new KclGuard(SomeSettings.of(true, Optional.empty()), services).decide())
                .isEqualTo(BEGIN);
        assertThat(services.looks).hasValue(0);
    }
}
