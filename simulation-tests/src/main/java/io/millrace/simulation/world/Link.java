package io.millrace.simulation.world;

import io.millrace.domain.stream.ShardId;
import io.millrace.simulation.invariant.CallNotes;
import io.millrace.simulation.invariant.Observer;
import io.millrace.simulation.invariant.ServiceCall;
import io.millrace.simulation.kernel.KeyedRandom;
import io.millrace.simulation.kernel.SimulatedProcess;
import io.millrace.simulation.kernel.VirtualTime;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.FaultKind;
import io.millrace.simulation.trace.Happening;
import io.millrace.simulation.trace.Trace;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The way from one worker's process to a service and back. A request that is on its way arrives even if the process dies
 * meanwhile; an answer reaches the living only.
 */
public final class Link {
    private final VirtualTime time;
    private final SimulatedProcess process;
    private final String worker;
    private final KeyedRandom random;
    private final Network network;
    private final FaultPlan faults;
    private final Trace trace;
    private final Observer observer;
    /** For look-ups only. */
    private final Map<String, Ways> waysOfOperation = new HashMap<>();
    /** For look-ups only. */
    private final Map<ShardId, CallNotes> notesOfShard = new HashMap<>();

    private String lastOperation = "";
    private @Nullable Ways lastWays;
    private long calls;

    /** @param worker the name by which the scenario speaks of the process */
    public Link(
            VirtualTime time,
            SimulatedProcess process,
            String worker,
            KeyedRandom random,
            Network network,
            FaultPlan faults,
            Trace trace,
            Observer observer) {
        this.time = Objects.requireNonNull(time, "time");
        this.process = Objects.requireNonNull(process, "process");
        this.worker = Objects.requireNonNull(worker, "worker");
        this.random = Objects.requireNonNull(random, "random");
        this.network = Objects.requireNonNull(network, "network");
        this.faults = Objects.requireNonNull(faults, "faults");
        this.trace = Objects.requireNonNull(trace, "trace");
        this.observer = Objects.requireNonNull(observer, "observer");
    }

    SimulatedProcess process() {
        return process;
    }

    VirtualTime time() {
        return time;
    }

    Trace trace() {
        return trace;
    }

    Observer observer() {
        return observer;
    }

    Duration requestTimeout() {
        return network.requestTimeout();
    }

    /** How long one way takes, one time. */
    long latency(String way, boolean slow) {
        return latency(random.draws(way), slow);
    }

    /** Tells of a request about a shard whose answers find their way by themselves. */
    ServiceCall sent(String operation, ShardId shard) {
        ServiceCall call = new ServiceCall(
                ++calls, process.name(), operation, Optional.of(shard), time.nowNanos(), notesAbout(shard));
        observer.sent(call);
        return call;
    }

    /** The chance of what goes wrong. */
    boolean chance(String purpose, double probability) {
        return random.nextDouble(purpose) < probability;
    }

    /** Tells of what goes wrong with the call that is about to be made, by no fault of the plan. */
    void injected(FaultKind kind) {
        observer.injected(kind, worker);
    }

    /** What goes wrong with the call that is about to be made. */
    Optional<Action.Faults> fault(EnumSet<FaultKind> possible) {
        Optional<Action.Faults> fault = faults.draw(worker, possible, random);
        fault.ifPresent(window -> observer.injected(window.kind(), worker));
        return fault;
    }

    /** The request arrives, is carried out, and the answer comes back. */
    <A> CompletionStage<A> carry(Exchange<A> exchange, boolean slow) {
        Pending<A> pending = send(exchange);
        Ways ways = waysOf(exchange);
        arrive(exchange, latency(ways.there(), slow), answer -> {
            long back = latency(ways.back(), slow);
            process.schedule(back, () -> give(pending, answer));
        });
        return pending.result();
    }

    /** The answer comes back twice. */
    <A> CompletionStage<A> carryAndRepeat(Exchange<A> exchange) {
        Pending<A> pending = send(exchange);
        Ways ways = waysOf(exchange);
        arrive(exchange, latency(ways.there(), false), answer -> {
            long back = latency(ways.back(), false);
            long again = back + latency(random.draws("again"), true);
            process.schedule(back, () -> give(pending, answer));
            process.schedule(again, () -> giveAgain(pending, answer));
        });
        return pending.result();
    }

    /** The service answers without doing anything. */
    <A> CompletionStage<A> refuse(Exchange<A> exchange, A answer) {
        Pending<A> pending = send(exchange);
        Ways ways = waysOf(exchange);
        long both = latency(ways.there(), false) + latency(ways.back(), false);
        process.schedule(both, () -> give(pending, answer));
        return pending.result();
    }

    /** Nothing arrives; the client gives up. */
    <A> CompletionStage<A> lose(Exchange<A> exchange, A givenUp) {
        Pending<A> pending = send(exchange);
        process.schedule(network.requestTimeout().toNanos(), () -> give(pending, givenUp));
        return pending.result();
    }

    /** The request is carried out, in time or only after the client has given up; the answer is lost. */
    <A> CompletionStage<A> loseAnswer(Exchange<A> exchange, A givenUp, boolean late) {
        long there = latency(waysOf(exchange).there(), false);
        long timeout = network.requestTimeout().toNanos();
        long delay = late ? timeout + (long) (random.nextDouble("late") * timeout) : there;
        arrive(exchange, delay, answer -> {});
        return lose(exchange, givenUp);
    }

    private <A> void arrive(Exchange<A> exchange, long delayNanos, Consumer<A> whenCarriedOut) {
        time.schedule(delayNanos, () -> exchange.service().get().thenAccept(whenCarriedOut));
    }

    private long latency(KeyedRandom.Draws draws, boolean slow) {
        return network.latencyNanos(draws, slow) * process.slowness();
    }

    private Ways waysOf(Exchange<?> exchange) {
        // Most calls are of the kind of the one before.
        if (lastWays == null || !exchange.operation().equals(lastOperation)) {
            lastWays = findWays(exchange);
            lastOperation = exchange.operation();
        }
        return lastWays;
    }

    private Ways findWays(Exchange<?> exchange) {
        Ways known = waysOfOperation.get(exchange.operation());
        if (known == null) {
            known = new Ways(
                    random.draws(exchange.operation() + " there"), random.draws(exchange.operation() + " back"));
            waysOfOperation.put(exchange.operation(), known);
        }
        return known;
    }

    private <A> Pending<A> send(Exchange<A> exchange) {
        ServiceCall call = new ServiceCall(
                ++calls,
                process.name(),
                exchange.operation(),
                Optional.ofNullable(exchange.shard()),
                time.nowNanos(),
                notesAbout(exchange.shard()));
        observer.sent(call);
        return new Pending<>(exchange, call, new CompletableFuture<>());
    }

    private CallNotes notesAbout(@Nullable ShardId shard) {
        if (shard == null) {
            return new CallNotes();
        }
        CallNotes notes = notesOfShard.get(shard);
        if (notes == null) {
            notes = new CallNotes();
            notesOfShard.put(shard, notes);
        }
        return notes;
    }

    private <A> void give(Pending<A> pending, A answer) {
        Exchange<A> exchange = pending.exchange();
        trace.add(
                process.name(),
                exchange.shard(),
                new Answered<>(exchange.operation(), exchange.subject(), exchange.describe(), answer));
        observer.answered(pending.call(), answer);
        pending.result().complete(answer);
    }

    /** Goes the same way as the first answer, to where nobody waits for it any more. */
    private <A> void giveAgain(Pending<A> pending, A answer) {
        Exchange<A> exchange = pending.exchange();
        trace.add(process.name(), exchange.shard(), exchange.operation() + " is answered once more");
        pending.result().complete(answer);
    }

    private record Pending<A>(Exchange<A> exchange, ServiceCall call, CompletableFuture<A> result) {}

    /**
     * One call.
     *
     * @param operation its name: the purpose of its draws
     * @param subject what it is about, for the trace; a number and a text are made of it, each when it is wanted
     * @param shard the shard it is about, if one
     * @param service what the service does, at its own time
     * @param describe the answer in a few words, for the trace
     */
    record Exchange<A>(
            String operation,
            Object subject,
            @Nullable ShardId shard,
            Supplier<CompletionStage<A>> service,
            Function<A, String> describe) {
        /** The same, carried out twice; the answer is that to the second. */
        Exchange<A> twice() {
            return new Exchange<>(
                    operation, subject, shard, () -> service.get().thenCompose(first -> service.get()), describe);
        }

        /** The same with another answer. */
        Exchange<A> answering(UnaryOperator<A> change) {
            return new Exchange<>(operation, subject, shard, () -> service.get().thenApply(change), describe);
        }
    }

    /** The chance of an operation's ways. */
    private record Ways(KeyedRandom.Draws there, KeyedRandom.Draws back) {}

    /** What an answer is told with: not the whole exchange, because lines are kept for long. */
    private record Answered<A>(String operation, Object subject, Function<A, String> describe, A answer)
            implements Happening {
        @Override
        public long digest() {
            long digest = Trace.mix(operation.hashCode(), Descriptions.digestOfSubject(subject));
            return Trace.mix(digest, Descriptions.digest(answer));
        }

        @Override
        public String toString() {
            String about = subject.toString();
            return operation + (about.isEmpty() ? "" : " " + about) + " -> " + describe.apply(answer);
        }
    }
}
