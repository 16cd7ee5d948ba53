package io.millrace.simulation.world;

import com.google.common.collect.ImmutableList;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.FaultKind;
import java.util.Optional;

/** What a cut in the network does to calls. */
final class Cuts {
    private Cuts() {}

    /** The faults of all calls that go across the cut, for each worker on this side of it. */
    static ImmutableList<Action.Faults> asFaults(Action.Partition cut) {
        ImmutableList.Builder<Action.Faults> faults = ImmutableList.builder();
        for (String worker : cut.workers()) {
            if (cut.from() != Action.Partition.Side.STREAM) {
                if (cut.oneWay()) {
                    // a write is carried out; for reading it is all the same on which way the call is lost
                    faults.add(fault(cut, worker, FaultKind.STORE_RESPONSE_LOST));
                }
                faults.add(fault(cut, worker, FaultKind.STORE_REQUEST_LOST));
            }
            if (cut.from() != Action.Partition.Side.STORE) {
                faults.add(fault(cut, worker, FaultKind.SOURCE_UNAVAILABLE));
            }
        }
        return faults.build();
    }

    private static Action.Faults fault(Action.Partition cut, String worker, FaultKind kind) {
        return new Action.Faults(cut.at(), cut.lasts(), kind, 1, Optional.of(worker));
    }
}
