package io.millrace.app.demo;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What happens when. Each act begins at its part of the whole time, or later, when what the act before has started is
 * over: the fleet may take as long as it needs.
 */
final class Script {
    private static final double KILL_AT = 0.17;
    private static final double SPLIT_AT = 0.42;
    private static final double MERGE_AT = 0.54;
    private static final double JOIN_AT = 0.66;
    private static final double LEAVE_AT = 0.78;
    private static final double LAST_WORD_AT = 0.9;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration GLANCE = Duration.ofMillis(10);

    private final DemoSettings settings;
    private final Fleet fleet;
    private final Scoreboard scoreboard;
    private final Optional<PythonWords> python;
    private final Ticker ticker;
    private final long startNanos;
    private volatile String act = "";
    private @Nullable TakeoverWatch failover;
    private @Nullable TakeoverWatch handOver;

    Script(
            DemoSettings settings,
            Fleet fleet,
            Scoreboard scoreboard,
            Optional<PythonWords> python,
            Ticker ticker,
            long startNanos) {
        this.settings = settings;
        this.fleet = fleet;
        this.scoreboard = scoreboard;
        this.python = python;
        this.ticker = ticker;
        this.startNanos = startNanos;
    }

    /** What is going on, in a few words. May be asked from any thread. */
    String act() {
        return act;
    }

    /** Plays all of it. */
    DemoResult play() throws InterruptedException {
        try (Putter putter = new Putter(fleet.stream(), scoreboard, settings.wordsPerSecond())) {
            begin(putter);
            waitFor(KILL_AT);
            killOne();
            waitFor(SPLIT_AT);
            split();
            waitFor(MERGE_AT);
            merge();
            waitFor(JOIN_AT);
            join();
            waitFor(LEAVE_AT);
            leave();
            waitFor(LAST_WORD_AT);
        }
        finish();
        return new DemoResult(
                settings,
                scoreboard.verdict(),
                python.map(scoreboard::proofOf),
                Optional.ofNullable(failover),
                Optional.ofNullable(handOver));
    }

    private void begin(Putter putter) throws InterruptedException {
        announce(
                settings.workers() + " workers share the shards of a stream",
                settings.workers() + " workers start on a stream of " + settings.shards() + " shards, and "
                        + settings.wordsPerSecond() + " words a second are put into it");
        ticker.say(
                Ticker.NARRATOR,
                python.isPresent()
                        ? "each shard's words are counted by a Python program, a process for each shard"
                        : "words are counted in Java, in this process");
        ticker.say(
                Ticker.NARRATOR,
                "leases and checkpoints are kept in " + fleet.store().place());
        putter.start();
        for (int i = 0; i < settings.workers(); i++) {
            fleet.startWorker();
        }
        await("the shards are shared out", () -> fleet.isBalanced() && allDelivered());
    }

    private boolean allDelivered() {
        return fleet.openShards().stream()
                .allMatch(shard -> scoreboard.backlog(shard).processed() > 0);
    }

    private void killOne() throws InterruptedException {
        DemoWorker victim = fleet.leader()
                .filter(leader -> !fleet.ownedBy(leader.name()).isEmpty())
                .orElseGet(() -> busiest(fleet.running()));
        boolean leads = fleet.leader().filter(victim::equals).isPresent();
        String name = victim.name() + (leads ? ", the leader," : "");
        announce(
                victim.name() + (leads ? ", the leader, was killed" : " was killed"),
                name + " is killed, without a goodbye; the failover time is "
                        + EventTexts.seconds(settings.failoverTime()));
        TakeoverWatch watch = kill(victim);
        await("other workers deliver from its shards", watch::isComplete);
        watch.took()
                .ifPresent(took -> ticker.say(
                        Ticker.NARRATOR,
                        "all shards of " + victim.name() + " are delivered by others, " + EventTexts.seconds(took)
                                + " after the kill; processed twice so far: " + scoreboard.duplicates()));
    }

    private TakeoverWatch kill(DemoWorker victim) {
        long killedNanos = System.nanoTime();
        victim.kill();
        TakeoverWatch watch = new TakeoverWatch(victim.name(), fleet.ownedBy(victim.name()), killedNanos);
        scoreboard.addListener(watch);
        failover = watch;
        return watch;
    }

    private void split() throws InterruptedException {
        Shard widest = fleet.stream().openShards().stream()
                .max(Comparator.comparing(Script::width))
                .orElseThrow();
        announce(
                EventTexts.name(widest.id()) + " is split",
                EventTexts.name(widest.id()) + " is split in two; its children wait until it is processed to its end");
        ImmutableList<ShardId> children = fleet.stream().split(widest.id());
        await("the children deliver", () -> children.stream().allMatch(this::isDelivered));
    }

    private void merge() throws InterruptedException {
        ImmutableList<Shard> pair = pairToMerge();
        ShardId one = pair.get(0).id();
        ShardId other = pair.get(1).id();
        String owners = ownerOf(one).equals(ownerOf(other)) ? "" : ", which two workers own,";
        String both = EventTexts.name(one) + " and " + EventTexts.name(other);
        announce(
                both + " are merged",
                both + owners + " are merged; their child waits until both are processed to their ends");
        ShardId child = fleet.stream().merge(one, other);
        await("the child delivers", () -> isDelivered(child));
    }

    /** Two neighbours: of different owners if there are such, and no siblings of the split before if possible. */
    private ImmutableList<Shard> pairToMerge() {
        ImmutableList<Shard> open = ImmutableList.sortedCopyOf(
                Comparator.comparing(Shard::hashKeyRange), fleet.stream().openShards());
        List<ImmutableList<Shard>> pairs = new ArrayList<>();
        for (int i = 1; i < open.size(); i++) {
            pairs.add(ImmutableList.of(open.get(i - 1), open.get(i)));
        }
        Comparator<ImmutableList<Shard>> siblingsLast =
                Comparator.comparing(pair -> !pair.get(0).parents().isEmpty()
                        && pair.get(0).parents().equals(pair.get(1).parents()));
        return pairs.stream()
                .min(siblingsLast.thenComparing(pair ->
                        ownerOf(pair.get(0).id()).equals(ownerOf(pair.get(1).id()))))
                .orElseThrow();
    }

    private void join() throws InterruptedException {
        DemoWorker joined = fleet.startWorker();
        announce(
                joined.name() + " joins the fleet",
                joined.name() + " starts; the leader gives it its share with the fewest moves");
        await(
                "it has its share",
                () -> fleet.isBalanced()
                        && fleet.ownedBy(joined.name()).stream().allMatch(this::isDelivered));
    }

    private void leave() throws InterruptedException {
        ImmutableList<DemoWorker> running = fleet.running();
        DemoWorker leaving = busiest(running.subList(0, running.size() - 1));
        announce(
                leaving.name() + " is stopped in order",
                leaving.name() + " is asked to stop: it finishes, checkpoints and hands its shards over");
        TakeoverWatch watch = new TakeoverWatch(leaving.name(), fleet.ownedBy(leaving.name()), System.nanoTime());
        scoreboard.addListener(watch);
        handOver = watch;
        CompletableFuture<String> stopped = leaving.stop().toCompletableFuture();
        await("it has stopped and others deliver from its shards", () -> stopped.isDone() && watch.isComplete());
    }

    private void finish() throws InterruptedException {
        announce("The last word is put", "the last word is put; the fleet processes what is left");
        await("all is processed", () -> scoreboard.processed() >= scoreboard.put());
        ticker.say(Ticker.NARRATOR, "all is processed; the fleet stops");
        ImmutableList<CompletableFuture<String>> stops = fleet.running().stream()
                .map(worker -> worker.stop().toCompletableFuture())
                .collect(ImmutableList.toImmutableList());
        await("the fleet has stopped", () -> stops.stream().allMatch(CompletableFuture::isDone));
    }

    private void announce(String title, String event) {
        act = title;
        ticker.say(Ticker.NARRATOR, event);
    }

    private void waitFor(double part) throws InterruptedException {
        long atNanos = startNanos + (long) (part * TimeUnit.SECONDS.toNanos(settings.seconds()));
        TimeUnit.NANOSECONDS.sleep(atNanos - System.nanoTime());
    }

    /** Waits; when it takes too long, says so and goes on: the proof at the end tells what came of it. */
    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        long giveUpNanos = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - giveUpNanos > 0) {
                ticker.say(Ticker.NARRATOR, "not true after " + EventTexts.seconds(PATIENCE) + ": " + what);
                return;
            }
            TimeUnit.NANOSECONDS.sleep(GLANCE.toNanos());
        }
    }

    private DemoWorker busiest(ImmutableList<DemoWorker> workers) {
        return workers.stream()
                .max(Comparator.comparing(worker -> fleet.ownedBy(worker.name()).size()))
                .orElseThrow();
    }

    private boolean isDelivered(ShardId shard) {
        return scoreboard.backlog(shard).processed() > 0;
    }

    private String ownerOf(ShardId shard) {
        return fleet.leases().stream()
                .filter(lease -> lease.shard().equals(shard))
                .map(Fleet::owner)
                .findFirst()
                .orElse("");
    }

    private static BigInteger width(Shard shard) {
        return shard.hashKeyRange().end().subtract(shard.hashKeyRange().start());
    }
}
