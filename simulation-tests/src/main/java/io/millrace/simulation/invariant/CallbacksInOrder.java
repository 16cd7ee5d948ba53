package io.millrace.simulation.invariant;

import io.millrace.domain.lease.LeaseKey;
import java.util.HashMap;
import java.util.Map;

/** S7: the life of a processor. */
final class CallbacksInOrder extends Invariant {
    private final Map<Integer, ProcessorCall.Kind> lastOfRun = new HashMap<>();
    private final Map<Shelf, ProcessorCall> inFlight = new HashMap<>();

    CallbacksInOrder(Verdict verdict) {
        super(
                "S7",
                "A worker calls user code for a shard once at a time, and each processor with initialize, then batches,"
                        + " then one last call.",
                verdict);
    }

    @Override
    public void began(ProcessorCall call) {
        ProcessorCall before = inFlight.put(shelf(call), call);
        if (before != null) {
            violated(call.shard(), call.run() + " was called with " + call + " during " + before);
        }
        ProcessorCall.Kind previous = lastOfRun.put(call.run().number(), call.kind());
        boolean initialize = call.kind() == ProcessorCall.Kind.INITIALIZE;
        if (previous == null ? !initialize && !call.kind().isLast() : initialize || previous.isLast()) {
            violated(call.shard(), call.run() + " was called with " + call.kind() + " after " + previous);
        }
    }

    @Override
    public void returned(ProcessorCall call) {
        inFlight.remove(shelf(call));
    }

    @Override
    public void threw(ProcessorCall call, Throwable thrown) {
        inFlight.remove(shelf(call));
    }

    private static Shelf shelf(ProcessorCall call) {
        return new Shelf(call.run().life(), call.run().shard().lease());
    }

    private record Shelf(String life, LeaseKey lease) {}
}
