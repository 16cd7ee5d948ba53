package io.millrace.simulation.invariant;

import com.google.common.collect.ImmutableList;
import io.millrace.simulation.scenario.Scenario;

/** The laws of safety. */
public final class Invariants {
    private Invariants() {}

    /** All that a run of a scenario is held to. */
    public static ImmutableList<Observer> of(Scenario scenario, GroundTruth truth) {
        StreamTruth stream = truth.stream();
        LeaseTruth leases = truth.leases();
        Verdict verdict = truth.verdict();
        UnstoredWork work = new UnstoredWork(truth);
        ImmutableList.Builder<Observer> laws = ImmutableList.<Observer>builder()
                .add(new VersionsGrow(verdict))
                .add(new OneOwnerPerEpoch(verdict))
                .add(new OnlyTheOwnerWrites(leases, verdict))
                .add(new CheckpointsNeverMoveBack(verdict))
                .add(new CheckpointsCoverDoneRecords(stream, verdict))
                .add(new DeliveriesAreContiguous(stream, truth.fleet(), verdict))
                .add(new CallbacksInOrder(truth.fleet(), verdict))
                .add(new KeysKeepTheirOrder(stream, truth.fleet(), verdict))
                .add(new DoneBeyondIsTrue(stream, verdict))
                .add(new ChildrenWaitForParents(stream, leases, verdict))
                .add(new ShardEndMeansAllDone(stream, verdict))
                .add(new LeasesAreDeletedLate(stream, leases, verdict))
                .add(new NoDeliveryAfterTheFence(truth))
                .add(new ConfirmedCheckpointsAreStored(verdict))
                .add(work)
                .add(new FailoversRepeatLittle(truth, work))
                .add(new CheckpointsAdvance(truth, work))
                .add(new ReleasesStoreWhatIsDone(truth, work))
                .addAll(aboutLeases(truth))
                .addAll(aboutWorkers(scenario, truth))
                .addAll(liveness(scenario, truth));
        if (scenario.environment().streamCount() > 1) {
            laws.add(new StreamsAreServed(truth, scenario.longestBatch()));
        }
        if (!scenario.hasFaults()) {
            laws.add(new GracefulMovesRepeatNothing(stream, leases, truth.fleet(), verdict));
            laws.add(new MembershipChangesMoveLittle(truth));
        }
        return laws.build();
    }

    private static ImmutableList<Invariant> aboutLeases(GroundTruth truth) {
        return ImmutableList.of(
                new ChildrenBeginAtTheirBeginning(truth),
                new EveryHashKeyIsCovered(truth),
                new NoBatchOfAnOverEpoch(truth),
                new OwnersChangeForAReason(truth),
                new SessionsAreNotShared(truth),
                new NobodyEvictsItself(truth),
                new LateAnswersChangeNothing(truth));
    }

    private static ImmutableList<Invariant> aboutWorkers(Scenario scenario, GroundTruth truth) {
        return ImmutableList.of(
                new ReadsKeepTheQuota(truth),
                new SubscriptionsKeepTheQuota(truth),
                new CallsInFlightAreBounded(truth),
                new MemoryBudgetIsKept(truth),
                new StoreTrafficIsNeeded(truth),
                new HeartbeatsKeepTheirPace(truth.verdict()),
                new TroubleHasACause(truth, scenario.environment().storeReadyAfter()),
                new NobodyIsStuckSilently(truth));
    }

    private static ImmutableList<Invariant> liveness(Scenario scenario, GroundTruth truth) {
        return ImmutableList.of(
                new StopsReturnInTime(truth),
                new ChildrenAreTakenSoon(truth),
                new CallRatesComeBack(truth, scenario.environment().leasesPerPage()),
                new HungProcessorsAreReported(truth),
                new MovesForLoadAreRare(scenario, truth),
                new BusyShardsAreParted(truth),
                new FirstLeasesAreTakenSoon(truth));
    }
}
