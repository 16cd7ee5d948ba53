package io.millrace.domain.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.stream.ShardId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds for every division of leases. */
class FairSharePropertyTest {
    private static final ImmutableSortedSet<SessionId> EVERYBODY =
            ImmutableSortedSet.of(SessionId.foreign("kcl-1"), SessionId.foreign("kcl-2"), SessionId.foreign("kcl-3"));

    /** A lease without its place in the list. */
    record Look(Optional<SessionId> owner, boolean ended, int stillSeconds) {}

    @Provide
    Arbitrary<List<Look>> looks() {
        Arbitrary<Optional<SessionId>> owners = Arbitraries.of(
                Optional.empty(),
                Optional.of(new SessionId("ours-1")),
                Optional.of(new SessionId("ours-2")),
                Optional.of(SessionId.foreign("kcl-1")),
                Optional.of(SessionId.foreign("kcl-2")),
                Optional.of(SessionId.foreign("kcl-3")));
        return Combinators.combine(
                        owners,
                        Arbitraries.of(false, false, false, true),
                        Arbitraries.integers().between(0, 80))
                .as(Look::new)
                .list()
                .ofMaxSize(24);
    }

    private static FairShare.Sight sight(List<Look> looks, int workers, boolean maySteal) {
        ImmutableList.Builder<SeenLease> leases = ImmutableList.builder();
        for (int i = 0; i < looks.size(); i++) {
            Look look = looks.get(i);
            leases.add(new SeenLease(
                    new LeaseKey("words", ShardId.ofOrdinal(i)),
                    look.owner(),
                    look.ended(),
                    Duration.ofSeconds(look.stillSeconds())));
        }
        return new FairShare.Sight(
                leases.build(), workers, ImmutableSortedSet.of(), LeaseSharing.STANDARD, EVERYBODY, maySteal);
    }

    @Property
    void atMostOneLeaseIsTakenFromTheLivingAndOnlyWhenAllowed(
            @ForAll("looks") List<Look> looks,
            @ForAll @IntRange(min = 0, max = 5) int workers,
            @ForAll boolean maySteal) {
        FairShare.Sight sight = sight(looks, workers, maySteal);
        FairShare.Decision decision = FairShare.decide(sight);

        long stolen = 0;
        for (SeenLease lease : sight.leases()) {
            if (decision.toFree().containsKey(lease.key())) {
                assertThat(lease.isForeign()).isTrue();
                stolen += lease.still().compareTo(LeaseSharing.STANDARD.failoverTime()) > 0 ? 0 : 1;
            }
            boolean living = lease.isForeign() && lease.still().compareTo(LeaseSharing.STANDARD.failoverTime()) <= 0;
            if (decision.ours().contains(lease.key())) {
                assertThat(lease.ended()).isFalse();
                assertThat(!living || decision.toFree().containsKey(lease.key()))
                        .isTrue();
            }
        }
        assertThat(stolen).isLessThanOrEqualTo(maySteal ? 1 : 0);
    }

    @Property
    void nothingOfOursIsGivenBackToThoseThatAreSlow(
            @ForAll("looks") List<Look> looks,
            @ForAll @IntRange(min = 0, max = 5) int workers,
            @ForAll boolean maySteal) {
        FairShare.Sight sight = sight(looks, workers, maySteal);

        assertThat(FairShare.decide(sight).ours())
                .containsAll(sight.leases().stream()
                        .filter(lease -> lease.isOurs() && !lease.ended())
                        .map(SeenLease::key)
                        .toList());
    }

    /** Whatever is divided how: a lease that nobody has any more is somebody's in the end. */
    @Property
    void whatStandsStillForLongEnoughIsOurs(
            @ForAll("looks") List<Look> looks, @ForAll @IntRange(min = 1, max = 5) int workers) {
        FairShare.Sight sight = sight(looks, workers, false);

        assertThat(FairShare.decide(sight).ours())
                .containsAll(sight.leases().stream()
                        .filter(lease -> !lease.ended()
                                && !lease.isOurs()
                                && lease.still().compareTo(LeaseSharing.STANDARD.overdueAfter()) > 0)
                        .map(SeenLease::key)
                        .toList());
    }
}
