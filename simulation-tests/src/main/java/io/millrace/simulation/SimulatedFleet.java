package io.millrace.simulation;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Versioned;
import io.millrace.engine.ConsumedStream;
import io.millrace.engine.KinesisConsumer;
import io.millrace.engine.KinesisConsumerBuilder;
import io.millrace.engine.WorkerRuntime;
import io.millrace.ports.processing.RecordProcessorFactory;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.WriteAnswer;
import io.millrace.simulation.invariant.GroundTruth;
import io.millrace.simulation.invariant.LeaseTruth;
import io.millrace.simulation.kernel.ClockModel;
import io.millrace.simulation.kernel.KeyedRandom;
import io.millrace.simulation.kernel.SimulatedProcess;
import io.millrace.simulation.kernel.SimulatedProcessorExecutor;
import io.millrace.simulation.kernel.SimulationKernel;
import io.millrace.simulation.report.StoreMeter;
import io.millrace.simulation.scenario.ConsumerSettings;
import io.millrace.simulation.scenario.Environment;
import io.millrace.simulation.scenario.Scenario;
import io.millrace.simulation.trace.Trace;
import io.millrace.simulation.world.FaultPlan;
import io.millrace.simulation.world.Link;
import io.millrace.simulation.world.MisbehavingFactory;
import io.millrace.simulation.world.MisbehavingProcessor;
import io.millrace.simulation.world.Network;
import io.millrace.simulation.world.RecordingFactory;
import io.millrace.simulation.world.SimulatedCpu;
import io.millrace.simulation.world.SimulatedSource;
import io.millrace.simulation.world.SimulatedStore;
import io.millrace.simulation.world.UserFaultPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The workers of a simulation: the real engine, each in a process of its own, over the simulated services. */
final class SimulatedFleet {
    private static final double SHARE_LEFT_BROKEN = 0.5;
    private static final long MEMORY_BUDGET_BYTES = 256L << 20;
    private static final Duration FOR_EVER = Duration.ofDays(365);
    private static final long SLOWEST_THREAD_START_NANOS = 300_000;
    private static final long LONGEST_UPTIME_MILLIS = Duration.ofDays(30).toMillis();

    private final SimulationSetup setup;
    private final SimulationKernel kernel;
    private final SimulatedStreams streams;
    private final GroundTruth truth;
    private final FaultPlan faults;
    private final Trace trace;
    private final StoreMeter meter;
    private final UserFaultPlan userFaults;
    private final Supplier<LeaseStore> leaseStores;
    private final List<WorkerLife> lives = new ArrayList<>();
    private final Map<String, Integer> livesOf = new HashMap<>();
    private int processors;

    SimulatedFleet(
            SimulationSetup setup,
            SimulationKernel kernel,
            SimulatedStreams streams,
            GroundTruth truth,
            FaultPlan faults,
            Trace trace,
            StoreMeter meter) {
        this.setup = setup;
        this.kernel = kernel;
        this.streams = streams;
        this.truth = truth;
        this.faults = faults;
        this.userFaults = new UserFaultPlan(kernel.time(), setup.scenario());
        this.leaseStores = setup.leaseStores().apply(kernel.time());
        this.trace = trace;
        this.meter = meter;
    }

    /** Starts a worker, unless one of that name is alive. */
    void join(String worker) {
        if (living(worker).isEmpty()) {
            joinBeside(worker);
        }
    }

    /** Starts a worker, even if one of that name is alive. */
    void joinBeside(String worker) {
        int number = livesOf.merge(worker, 1, Integer::sum);
        String name = number == 1 ? worker : worker + "." + number;
        trace.add(name, null, "starts");
        WorkerLife life = newLife(worker, name);
        lives.add(life);
        truth.started(worker, name);
        truth.configured(name, life.consumer().config());
        life.consumer().start().whenComplete((started, refused) -> {
            if (refused != null && life.isAlive() && !life.isStopping() && !streams.wasDeleted()) {
                unexpected(name + " refused to start: " + refused);
            }
        });
        life.consumer().stopped().whenComplete((reason, thrown) -> {
            if (!life.isStopping() && !streams.wasDeleted()) {
                unexpected(name + " stopped by itself: " + (thrown == null ? reason : thrown));
            }
            end(life);
        });
    }

    void crash(String worker) {
        living(worker).ifPresent(this::end);
    }

    /** Asks a worker to stop in good order. */
    void stop(String worker) {
        living(worker).filter(life -> !life.isStopping()).ifPresent(life -> {
            trace.add(life.name(), null, "is asked to stop");
            life.markStopping();
            truth.askedToStop(life.name());
            life.consumer().stop();
        });
    }

    /** Does something to a worker's process, if that is alive. */
    void to(String worker, String what, Consumer<SimulatedProcess> deed) {
        living(worker).ifPresent(life -> {
            trace.add(life.name(), null, what);
            deed.accept(life.process());
        });
    }

    /** Tells a worker to leave a stream out, the one of this number, modulo their count. */
    void removeStream(String worker, int choice) {
        String stream = streams.at(choice).name();
        living(worker).filter(life -> !life.isStopping()).ifPresent(life -> {
            trace.add(life.name(), null, "is to leave out " + stream);
            life.consumer().removeStream(stream);
        });
    }

    /** Tells a worker to take a stream up, the one of this number, modulo their count. */
    void addStream(String worker, int choice) {
        living(worker).filter(life -> !life.isStopping()).ifPresent(life -> addStream(life, streams.at(choice)));
    }

    private void addStream(WorkerLife life, SimulatedStream stream) {
        trace.add(life.name(), null, "is to take up " + stream.name());
        life.consumer().addStream(consumed(stream, life.link()));
    }

    /** Deletes the entry of this kind and number, modulo their count, as an operator can. */
    void removeEntry(EntryKind kind, int choice) {
        ImmutableList<Versioned<?>> entries = truth.leases().entries(kind);
        if (!entries.isEmpty()) {
            Versioned<?> chosen = entries.get(Math.floorMod(choice, entries.size()));
            EntryKey key = chosen.entry().entryKey();
            long sentAtNanos = kernel.time().nowNanos();
            trace.add(LeaseTruth.OPERATOR, null, "deletes " + key);
            leaseStores.get().delete(key, chosen.revision()).thenAccept(answer -> {
                if (answer instanceof WriteAnswer.Applied applied) {
                    truth.applied(LeaseTruth.OPERATOR, sentAtNanos, key, Optional.empty(), applied.revision());
                }
            });
        }
    }

    /**
     * The end of all that goes wrong, for some: of the workers that stand still or are cut off from the store each is mended
     * by chance, and what is wrong with the others stays so for ever; the dead stay dead. There is a worker then that works.
     */
    void heal() {
        KeyedRandom random = new KeyedRandom(setup.scenario().seed(), "healing");
        List<WorkerLife> broken = lives.stream()
                .filter(life ->
                        life.isAlive() && (life.process().isPaused() || faults.isCutOffFromStore(life.worker())))
                .toList();
        Map<String, Boolean> isDrawn = new HashMap<>();
        broken.stream()
                .filter(life ->
                        isDrawn.computeIfAbsent(life.worker(), worker -> random.nextDouble(worker) < SHARE_LEFT_BROKEN))
                .forEach(WorkerLife::leaveBroken);
        lives.stream()
                .filter(life -> !life.isLeftBroken())
                .forEach(life -> life.process().goOn());
        lives.stream().filter(WorkerLife::isLeftBroken).forEach(this::breakForEver);
        if (streams.all().size() > 1) {
            lives.stream()
                    .filter(life -> life.isAlive() && !life.isStopping())
                    .forEach(life -> streams.all().forEach(stream -> addStream(life, stream)));
        }
        if (working().isEmpty()) {
            join("rescue");
        }
    }

    private void breakForEver(WorkerLife life) {
        trace.add(life.name(), null, "is left as it is");
        if (life.process().isPaused()) {
            life.process().pause(FOR_EVER);
        } else {
            faults.stayCutOffFromStore(life.worker());
        }
    }

    /** The lives that are alive, were not asked to stop, and are not left broken. */
    ImmutableSortedSet<String> working() {
        return lives.stream()
                .filter(life -> life.isAlive() && !life.isStopping() && !life.isLeftBroken())
                .map(WorkerLife::name)
                .collect(ImmutableSortedSet.toImmutableSortedSet(String::compareTo));
    }

    /** The lives that were asked to stop and have not ended, and are not left broken. */
    ImmutableList<String> stopping() {
        return lives.stream()
                .filter(life -> life.isAlive() && life.isStopping() && !life.isLeftBroken())
                .map(WorkerLife::name)
                .collect(ImmutableList.toImmutableList());
    }

    /** Ends all processes. */
    void kill() {
        lives.forEach(life -> life.process().kill());
    }

    private Optional<WorkerLife> living(String worker) {
        return lives.stream()
                .filter(life -> life.worker().equals(worker) && life.isAlive())
                .findFirst();
    }

    private void end(WorkerLife life) {
        if (life.isAlive()) {
            life.process().kill();
            truth.ended(life.name());
        }
    }

    private void unexpected(String what) {
        truth.verdict().violated("S18", FleetSimulation.NOTHING_UNEXPECTED, null, what);
    }

    private WorkerLife newLife(String worker, String name) {
        Scenario scenario = setup.scenario();
        ConsumerSettings settings = scenario.settingsOf(worker);
        KeyedRandom random = new KeyedRandom(scenario.seed(), name);
        SimulatedProcess process = kernel.newProcess(name, clock(random, scenario.environment()));
        SimulatedProcessorExecutor executor = kernel.newProcessorExecutor(
                process,
                settings.processorThreads().orElse(setup.processorThreads()),
                () -> random.nextLong("thread start", SLOWEST_THREAD_START_NANOS));
        Link link = new Link(
                kernel.time(),
                process,
                worker,
                new KeyedRandom(scenario.seed(), name + " network"),
                Network.REGIONAL,
                faults,
                trace,
                truth);
        LeaseStore store = setup.stores().apply(meter.on(leaseStores.get()));
        truth.fleet().shared(store.sharing());
        KinesisConsumerBuilder builder = KinesisConsumer.builder()
                .workerId(worker)
                .leaseStore(new SimulatedStore(
                        store,
                        link,
                        scenario.environment().storeReadyAfter(),
                        (writer, sentAt, key, after, revision) ->
                                truth.applied(writer.name(), sentAt, key, after, revision)))
                .listener(event -> truth.said(name, event))
                .runtime(new WorkerRuntime(
                        process.timeSource(),
                        process.loop(),
                        new KeyedRandom(scenario.seed(), name + " engine"),
                        executor,
                        SimulatedCpu.of(
                                process.timeSource(), scenario.environment().cpuShare())));
        streams.all().forEach(stream -> builder.stream(consumed(stream, link)));
        builder.deadLetterSink((shard, record, cause, attempts) ->
                process.atTheEndOfTheCall(() -> truth.parked(shard.shardId(), record.position())));
        // The usual one follows the heap of the machine, which must not decide anything in a simulation.
        builder.memoryBudgetBytes(MEMORY_BUDGET_BYTES);
        settings.applyTo(builder);
        setup.configuration().accept(builder);
        RecordProcessorFactory working = setup.processors().forWorker(executor, random, scenario);
        MisbehavingProcessor.Host host = new MisbehavingProcessor.Host(
                worker,
                process,
                executor,
                new KeyedRandom(scenario.seed(), name + " user code"),
                scenario.longestBatch(),
                trace);
        RecordProcessorFactory factory =
                userFaults.isEmpty() ? working : new MisbehavingFactory(working, userFaults, host);
        return new WorkerLife(
                worker,
                process,
                link,
                builder.processorFactory(new RecordingFactory(factory, process, truth, () -> ++processors))
                        .build());
    }

    private static ConsumedStream consumed(SimulatedStream stream, Link link) {
        return ConsumedStream.of(new SimulatedSource(stream.source(), link));
    }

    private static ClockModel clock(KeyedRandom random, Environment environment) {
        int drift = environment.clockDriftPartsPerMillion();
        long error = environment.wallClockError().toMillis();
        return new ClockModel(
                Duration.ofMillis(random.nextLong("uptime", LONGEST_UPTIME_MILLIS)),
                (int) random.nextLong("drift", 2L * drift + 1) - drift,
                Duration.ofMillis(random.nextLong("wall clock", 2 * error + 1) - error));
    }
}
