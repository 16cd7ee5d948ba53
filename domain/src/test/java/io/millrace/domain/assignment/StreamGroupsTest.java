package io.millrace.domain.assignment;

import static io.millrace.domain.assignment.Fleets.after;
import static io.millrace.domain.assignment.Fleets.fleet;
import static io.millrace.domain.assignment.Fleets.id;
import static io.millrace.domain.assignment.Fleets.plan;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.stream.ShardId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class StreamGroupsTest {
    @Test
    void leasesGoToWorkersThatServeTheirStreamOnly() {
        FleetView fleet = fleet(
                List.of(serving(0, "orders", "visits"), serving(1, "visits"), serving(2, "orders")),
                leases("orders", 4, "visits", 6));

        AssignmentPlan plan = plan(fleet);

        assertThat(streams(plan, 0)).isSubsetOf("orders", "visits");
        assertThat(streams(plan, 1)).containsOnly("visits");
        assertThat(streams(plan, 2)).containsOnly("orders");
        assertThat(total(plan, 3)).isEqualTo(10);
    }

    @Test
    void aWorkerThatAloneServesAStreamGetsLessOfTheOthers() {
        FleetView fleet =
                fleet(List.of(serving(0, "orders", "visits"), serving(1, "visits")), leases("orders", 4, "visits", 6));

        AssignmentPlan plan = plan(fleet);

        assertThat(plan.target().get(id(0))).hasSize(5);
        assertThat(plan.target().get(id(1))).hasSize(5);
    }

    @Test
    void aWorkerWithMoreThanItsShareAlreadyGetsNothingElse() {
        FleetView fleet =
                fleet(List.of(serving(0, "orders", "visits"), serving(1, "visits")), leases("orders", 9, "visits", 3));

        AssignmentPlan plan = plan(fleet);

        assertThat(streams(plan, 0)).containsOnly("orders");
        assertThat(plan.target().get(id(1))).hasSize(3);
    }

    @Test
    void leasesOfAStreamThatNobodyServesAreGivenToNobody() {
        FleetView fleet = fleet(List.of(serving(0, "visits")), leases("orders", 2, "visits", 3));

        AssignmentPlan plan = plan(fleet);

        assertThat(streams(plan, 0)).containsOnly("visits");
        assertThat(plan.moves()).hasSize(3);
    }

    @Test
    void aLeavingWorkerThatAloneServesAStreamKeepsWhatItHasUntilItIsGone() {
        WorkerView leaving = new WorkerView(id(0), 1, false, ImmutableSortedSet.of("orders"));
        LeaseView owned = new LeaseView(new LeaseKey("orders", ShardId.ofOrdinal(0)), Optional.of(id(0)), 1);

        AssignmentPlan plan = plan(fleet(List.of(leaving, serving(1, "visits")), List.of(owned)));

        assertThat(plan.target().get(id(0))).containsExactly(owned.key());
    }

    @Property(tries = 200)
    void everyLeaseThatSomebodyServesIsGivenToOneOfThoseAndStaysThere(@ForAll long seed) {
        Random random = new Random(seed);
        List<String> names = List.of("a", "b", "c");
        List<WorkerView> workers = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            List<String> served =
                    names.stream().filter(name -> random.nextInt(3) > 0).toList();
            workers.add(new WorkerView(
                    id(i),
                    1 + random.nextInt(3),
                    i == 0 || random.nextInt(5) > 0,
                    ImmutableSortedSet.copyOf(served.isEmpty() ? List.of("a") : served)));
        }
        List<LeaseView> leases = new ArrayList<>();
        for (String name : names) {
            int shards = random.nextInt(8);
            for (int shard = 0; shard < shards; shard++) {
                Optional<SessionId> owner =
                        random.nextBoolean() ? Optional.empty() : Optional.of(id(random.nextInt(count + 1)));
                leases.add(new LeaseView(new LeaseKey(name, ShardId.ofOrdinal(shard)), owner, 1 + random.nextInt(4)));
            }
        }
        FleetView fleet = fleet(workers, leases);

        AssignmentPlan plan = plan(fleet);

        for (LeaseView lease : leases) {
            boolean isServed =
                    workers.stream().anyMatch(worker -> worker.accepting() && worker.serves(lease.key().stream()));
            List<WorkerView> given = workers.stream()
                    .filter(worker -> plan.target().get(worker.id()).contains(lease.key()))
                    .toList();
            assertThat(given).hasSizeLessThanOrEqualTo(1);
            assertThat(given).allMatch(worker -> worker.serves(lease.key().stream()));
            assertThat(!isServed || given.size() == 1).isTrue();
        }
        assertThat(plan(after(fleet, plan)).moves()).isEmpty();
    }

    private static WorkerView serving(int number, String... streams) {
        return new WorkerView(id(number), 1, true, ImmutableSortedSet.copyOf(streams));
    }

    private static List<LeaseView> leases(String first, int ofFirst, String second, int ofSecond) {
        List<LeaseView> leases = new ArrayList<>();
        for (int shard = 0; shard < Math.max(ofFirst, ofSecond); shard++) {
            if (shard < ofFirst) {
                leases.add(new LeaseView(new LeaseKey(first, ShardId.ofOrdinal(shard)), Optional.empty(), 1));
            }
            if (shard < ofSecond) {
                leases.add(new LeaseView(new LeaseKey(second, ShardId.ofOrdinal(shard)), Optional.empty(), 1));
            }
        }
        return leases;
    }

    private static List<String> streams(AssignmentPlan plan, int worker) {
        return plan.target().get(id(worker)).stream().map(LeaseKey::stream).toList();
    }

    private static int total(AssignmentPlan plan, int workers) {
        int total = 0;
        for (int worker = 0; worker < workers; worker++) {
            total += plan.target().get(id(worker)).size();
        }
        return total;
    }
}
