package io.millrace.simulation.invariant;

import io.millrace.domain.lease.LeaseKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** S7: the life of a processor. */
final class CallbacksInOrder extends Invariant {
    private final Map<Integer, ProcessorCall.Kind> lastOfRun = new HashMap<>();
    private final Map<Shelf, ProcessorCall> inFlight = new HashMap<>();
    private final Map<Shelf, List<ProcessorCall>> sideBySide = new HashMap<>();
    private final FleetTruth fleet;

    CallbacksInOrder(FleetTruth fleet, Verdict verdict) {
        super(
                "S7",
                "A worker calls user code for a shard once at a time, or where the order is another than that of the shard as"
                        + " often as is set, and each processor with initialize, then batches, then one last call.",
                verdict);
        this.fleet = fleet;
    }

    @Override
    public void began(ProcessorCall call) {
        if (call.isBatch() && !fleet.keepsOrderOfShard(call.run().life())) {
            beganBesideOthers(call);
        } else {
            ProcessorCall before = inFlight.put(shelf(call), call);
            if (before != null
                    || !sideBySide.getOrDefault(shelf(call), List.of()).isEmpty()) {
                violated(
                        call.shard(),
                        call.run() + " was called with " + call + " during "
                                + (before == null ? sideBySide.get(shelf(call)) : before));
            }
        }
        ProcessorCall.Kind previous = lastOfRun.put(call.run().number(), call.kind());
        boolean initialize = call.kind() == ProcessorCall.Kind.INITIALIZE;
        if (previous == null ? !initialize && !call.kind().isLast() : initialize || previous.isLast()) {
            violated(call.shard(), call.run() + " was called with " + call.kind() + " after " + previous);
        }
    }

    private void beganBesideOthers(ProcessorCall call) {
        List<ProcessorCall> others = sideBySide.computeIfAbsent(shelf(call), shelf -> new ArrayList<>());
        others.add(call);
        int most = fleet.life(call.run().life()).config().parallelism();
        if (others.size() > most || inFlight.containsKey(shelf(call))) {
            violated(call.shard(), call.run() + " was called with " + call + " during " + others.size() + " calls");
        }
    }

    @Override
    public void returned(ProcessorCall call) {
        over(call);
    }

    @Override
    public void threw(ProcessorCall call, Throwable thrown) {
        over(call);
    }

    private void over(ProcessorCall call) {
        List<ProcessorCall> others = sideBySide.get(shelf(call));
        if (others == null || !others.remove(call)) {
            inFlight.remove(shelf(call));
        }
    }

    private static Shelf shelf(ProcessorCall call) {
        return new Shelf(call.run().life(), call.run().shard().lease());
    }

    private record Shelf(String life, LeaseKey lease) {}
}
