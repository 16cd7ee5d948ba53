package io.millrace.simulation;

import com.google.common.collect.ImmutableList;
import io.millrace.adapters.inmemory.InMemoryStream;
import io.millrace.adapters.inmemory.PutResult;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.RecordSource;
import io.millrace.simulation.invariant.GroundTruth;
import io.millrace.simulation.invariant.StreamTruth;
import io.millrace.simulation.kernel.KeyedRandom;
import io.millrace.simulation.kernel.SimulationKernel;
import io.millrace.simulation.scenario.Scenario;
import io.millrace.simulation.trace.Trace;
import io.millrace.simulation.world.CurrentSource;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongFunction;

/** One of the streams of a simulation, with its producer and those who reshard it. Writes down what is true of it. */
final class SimulatedStream {
    static final String NAME = "stream";
    /** Laws speak of shards by their ids, so those of different streams have different ones. */
    private static final int SHARDS_OF_A_STREAM = 1_000_000;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final int PARTITION_KEYS = 10_000;

    private final String name;
    private final int firstShard;
    private final Scenario scenario;
    private final LongFunction<String> payloads;
    private final SimulationKernel kernel;
    private final GroundTruth whole;
    private final StreamTruth truth;
    private final Trace trace;
    private final KeyedRandom random;
    private final AggregatingProducer aggregates;
    private InMemoryStream stream;
    private RecordSource source;
    private boolean deleted;
    private long number;

    /** @param index which it is of the application's streams, from 0 */
    SimulatedStream(SimulationSetup setup, SimulationKernel kernel, GroundTruth truth, Trace trace, int index) {
        this.name = index == 0 ? NAME : NAME + "-" + (index + 1);
        this.firstShard = index * SHARDS_OF_A_STREAM;
        this.scenario = setup.scenario();
        this.payloads = setup.payloads();
        this.kernel = kernel;
        this.whole = truth;
        this.truth = truth.stream();
        this.trace = trace;
        this.random = new KeyedRandom(scenario.seed(), name);
        this.stream = newStream();
        this.source = stream.source();
        this.aggregates = new AggregatingProducer(this.truth);
        stream.shards().forEach(shard -> this.truth.created(shard, name));
    }

    String name() {
        return name;
    }

    private InMemoryStream newStream() {
        return InMemoryStream.builder(name)
                .firstShard(firstShard)
                .shards(scenario.shards())
                .retention(scenario.environment().retention())
                .listPageSize(scenario.environment().shardsPerPage())
                .time(kernel.trueTime())
                .alarm((delay, task) -> kernel.time().schedule(delay.toNanos(), task))
                .build();
    }

    /** A source of whatever stream there is of the name. */
    RecordSource source() {
        return new CurrentSource(() -> source);
    }

    /** Deletes the stream; a while later there is another one of its name, into which nobody puts anything. */
    void recreate(Duration gone) {
        if (deleted) {
            return;
        }
        deleted = true;
        trace.add(name, null, "is deleted");
        stream.delete();
        kernel.time().schedule(gone.toNanos(), () -> {
            trace.add(name, null, "is created anew");
            stream = newStream();
            source = stream.source();
        });
    }

    /** Whether the stream that the application began with is no more. */
    boolean wasDeleted() {
        return deleted;
    }

    /** Puts records from now on to the end of the scenario's first phase. */
    void produce() {
        if (scenario.recordsPerSecond() > 0) {
            double mean = NANOS_PER_SECOND * scenario.environment().streamCount() / scenario.recordsPerSecond();
            long pause = (long) (mean * 2 * random.nextDouble("pause between records"));
            if (kernel.time().nowNanos() + pause < scenario.duration().toNanos()) {
                kernel.time().schedule(pause, () -> {
                    put();
                    produce();
                });
            }
        }
    }

    private void put() {
        if (deleted) {
            return;
        }
        long drawn = random.nextLong("partition key", PARTITION_KEYS);
        boolean hot = random.nextDouble("hot key") < scenario.environment().hotKeyShare();
        long key = hot ? 0 : drawn;
        String payload = payloads.apply(number++);
        if (scenario.environment().recordsPerAggregate() > 1) {
            aggregates.add("key-" + key, payload, stream, scenario.environment().recordsPerAggregate());
        } else {
            PutResult result = stream.put("key-" + key, payload);
            truth.put(result.shard(), result.position(), "key-" + key);
        }
    }

    /** Splits the open shard of this number, modulo their count, somewhere in its middle half. */
    void split(int choice) {
        if (deleted) {
            return;
        }
        List<Shard> open = openShards();
        Shard shard = open.get(Math.floorMod(choice, open.size()));
        BigInteger width =
                shard.hashKeyRange().end().subtract(shard.hashKeyRange().start());
        if (width.bitLength() < 8) {
            return;
        }
        BigInteger offset = width.shiftRight(8)
                .multiply(BigInteger.valueOf(64 + random.nextLong("split at", 128)))
                .add(BigInteger.ONE);
        ImmutableList<ShardId> children =
                stream.split(shard.id(), shard.hashKeyRange().start().add(offset));
        resharded(ImmutableList.of(shard.id()), children);
    }

    /** Merges the open shard of this number, modulo the count of such pairs, with its neighbour. */
    void merge(int choice) {
        if (deleted) {
            return;
        }
        List<Shard> open = openShards();
        if (open.size() < 2) {
            return;
        }
        int index = Math.floorMod(choice, open.size() - 1);
        ShardId lower = open.get(index).id();
        ShardId upper = open.get(index + 1).id();
        resharded(ImmutableList.of(lower, upper), ImmutableList.of(stream.merge(lower, upper)));
    }

    private void resharded(ImmutableList<ShardId> parents, ImmutableList<ShardId> children) {
        parents.forEach(truth::closed);
        stream.shards().stream()
                .filter(shard -> children.contains(shard.id()))
                .forEach(shard -> truth.created(shard, name));
        whole.resharded(parents, children);
        parents.forEach(parent -> trace.add(name, parent, parents + " become " + children));
        children.forEach(child -> trace.add(name, child, child + " is born of " + parents));
    }

    private List<Shard> openShards() {
        List<Shard> open = new ArrayList<>(stream.openShards());
        open.sort(Comparator.comparing(Shard::hashKeyRange));
        return open;
    }
}
