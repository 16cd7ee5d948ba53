package io.millrace.simulation.invariant;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * S17, the calls under way. A call to the store that has not been answered for as long as a worker waits for one does not
 * count: the worker has given it up. Heartbeats wait behind nothing and are let through above the bound.
 */
final class CallsInFlightAreBounded extends Invariant {
    private static final int MOST_TO_STORE = 64;
    private static final int MOST_TO_STREAM = 256;
    private static final int HEARTBEATS = 2;

    private final GroundTruth truth;
    private final Map<String, Calls> ofLife = new HashMap<>();

    CallsInFlightAreBounded(GroundTruth truth) {
        super(
                "S17",
                "A worker has no more than " + MOST_TO_STORE + " calls to the lease store and " + MOST_TO_STREAM
                        + " to the stream under way.",
                truth.verdict());
        this.truth = truth;
    }

    @Override
    public void sent(ServiceCall call) {
        Calls calls = ofLife.get(call.life());
        if (calls == null) {
            calls = new Calls();
            ofLife.put(call.life(), calls);
        }
        if (call.ofStore()) {
            calls.toStore.put(call.number(), call.sentAtNanos());
            long givenUp = call.sentAtNanos()
                    - FleetTruth.leastNanos(
                            truth.fleet().life(call.life()).config().storeTimeout());
            Iterator<Long> oldestFirst = calls.toStore.values().iterator();
            while (oldestFirst.hasNext() && oldestFirst.next() <= givenUp) {
                oldestFirst.remove();
            }
        } else {
            calls.toStream++;
        }
        if (calls.toStore.size() > MOST_TO_STORE + HEARTBEATS || calls.toStream > MOST_TO_STREAM) {
            violated(
                    call.shard().orElse(null),
                    call.life() + " has " + calls.toStore.size() + " calls to the store and " + calls.toStream
                            + " to the stream under way");
        }
    }

    @Override
    public void answered(ServiceCall call, Object answer) {
        Calls calls = ofLife.get(call.life());
        if (calls == null) {
            return;
        }
        if (call.ofStore()) {
            calls.toStore.remove(call.number());
        } else {
            calls.toStream--;
        }
    }

    @Override
    public void ended(String life) {
        ofLife.remove(life);
    }

    private static final class Calls {
        private final Map<Long, Long> toStore = new LinkedHashMap<>();
        private int toStream;
    }
}
