package io.millrace.architecture;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;

/**
 * What decisions must not touch, so that the same events at the same times give the same commands in every JVM and in
 * the simulator.
 */
final class Bans {
    private static final String TIME = "take the time from TimeSource or a parameter";
    private static final String CHANCE = "draw from Randomness or take a parameter";
    private static final String THREADS = "threads are EventLoop's and ProcessorExecutor's";
    private static final String ORDER = "its iteration order differs between runs; take Immutable*, Linked* or Tree*";
    private static final String PARALLEL = "nothing runs in parallel on the loop";
    private static final String WAITING = "the loop never waits; turn the completion into an event";
    private static final String CHAINING = "hop back on to the loop by whenComplete and EventLoop.execute only";
    private static final String PURE = "the domain has no threads, identity or environment";

    /** Clocks that may be set: an hour back, say. */
    static final ImmutableList<Ban> WALL_CLOCKS = join(
            Ban.members(TIME, "java.lang.System", "currentTimeMillis"),
            Ban.members(TIME, "java.time.Instant", "now"),
            Ban.members(TIME, "java.time.LocalDate", "now"),
            Ban.members(TIME, "java.time.LocalTime", "now"),
            Ban.members(TIME, "java.time.LocalDateTime", "now"),
            Ban.members(TIME, "java.time.OffsetDateTime", "now"),
            Ban.members(TIME, "java.time.ZonedDateTime", "now"),
            Ban.members(TIME, "java.time.Year", "now"),
            Ban.types(TIME, "java.time.Clock", "java.time.InstantSource", "java.util.Date", "java.util.Calendar"));

    static final ImmutableList<Ban> CLOCKS = join(
            WALL_CLOCKS,
            Ban.members(TIME, "java.lang.System", "nanoTime"),
            Ban.types(TIME, "com.google.common.base.Stopwatch", "com.google.common.base.Ticker"));

    static final ImmutableList<Ban> RANDOMNESS = join(
            Ban.members(CHANCE, "java.lang.Math", "random"),
            Ban.members(CHANCE, "java.lang.StrictMath", "random"),
            Ban.members(CHANCE, "java.util.UUID", "randomUUID"),
            Ban.members(CHANCE, "java.util.Collections", "shuffle"),
            Ban.members(CHANCE, "java.lang.System", "identityHashCode"),
            Ban.types(
                    CHANCE,
                    "java.util.Random",
                    "java.util.SplittableRandom",
                    "java.util.concurrent.ThreadLocalRandom",
                    "java.security.SecureRandom",
                    "java.util.random.RandomGenerator"));

    static final ImmutableList<Ban> THREADING = join(
            Ban.members(THREADS, "java.lang.Thread", Ban.CONSTRUCTOR, "sleep", "start", "yield", "join", "onSpinWait"),
            Ban.members(THREADS, "java.lang.Runtime", "addShutdownHook"),
            Ban.members(THREADS, "java.lang.System", "exit"),
            Ban.types(
                    THREADS,
                    "java.lang.ThreadLocal",
                    "java.util.Timer",
                    "java.util.TimerTask",
                    "java.util.concurrent.Executors",
                    "java.util.concurrent.ForkJoinPool",
                    "java.util.concurrent.ThreadPoolExecutor",
                    "java.util.concurrent.ScheduledThreadPoolExecutor",
                    "java.util.concurrent.ScheduledExecutorService"),
            Ban.members(PARALLEL, "java.util.Collection", "parallelStream"),
            Ban.members(PARALLEL, "java.util.stream.BaseStream", "parallel"),
            Ban.members(PARALLEL, "java.util.Arrays", "parallelSort", "parallelSetAll", "parallelPrefix"),
            completions(
                    THREADS,
                    "thenApplyAsync",
                    "thenAcceptAsync",
                    "thenRunAsync",
                    "thenComposeAsync",
                    "thenCombineAsync",
                    "handleAsync",
                    "whenCompleteAsync",
                    "exceptionallyAsync"),
            Ban.members(
                    THREADS,
                    "java.util.concurrent.CompletableFuture",
                    "supplyAsync",
                    "runAsync",
                    "completeAsync",
                    "delayedExecutor",
                    "orTimeout",
                    "completeOnTimeout"));

    static final ImmutableList<Ban> UNORDERED = join(
            Ban.members(ORDER, "java.util.Set", "of", "copyOf"),
            Ban.members(ORDER, "java.util.Map", "of", "copyOf", "ofEntries"),
            Ban.members(ORDER, "java.util.HashMap", Ban.CONSTRUCTOR),
            Ban.members(ORDER, "java.util.HashSet", Ban.CONSTRUCTOR),
            Ban.members(ORDER, "java.util.IdentityHashMap", Ban.CONSTRUCTOR),
            Ban.members(ORDER, "java.util.WeakHashMap", Ban.CONSTRUCTOR),
            Ban.members(ORDER, "java.util.concurrent.ConcurrentHashMap", Ban.CONSTRUCTOR, "newKeySet"),
            Ban.members(ORDER, "com.google.common.collect.Maps", "newHashMap", "newHashMapWithExpectedSize"),
            Ban.members(ORDER, "com.google.common.collect.Sets", "newHashSet", "newHashSetWithExpectedSize"),
            Ban.types(
                    ORDER,
                    "com.google.common.collect.HashMultimap",
                    "com.google.common.collect.ArrayListMultimap",
                    "com.google.common.collect.HashMultiset",
                    "com.google.common.collect.HashBiMap",
                    "com.google.common.collect.HashBasedTable"),
            Ban.members(
                    ORDER,
                    "java.util.stream.Collectors",
                    "toSet",
                    "toUnmodifiableSet",
                    "toUnmodifiableMap",
                    "toConcurrentMap",
                    "groupingByConcurrent"),
            Ban.overloads(ORDER, 3, "java.util.stream.Collectors", "toMap"),
            Ban.overloads(ORDER, 2, "java.util.stream.Collectors", "groupingBy"));

    /** For all that is simulated: the domain, the ports, and the engine without its runtime. */
    static final ImmutableList<Ban> DETERMINISM = join(CLOCKS, RANDOMNESS, THREADING, UNORDERED);

    /** For what runs on the loop: the engine without its runtime. */
    static final ImmutableList<Ban> LOOP = join(
            completions(
                    CHAINING,
                    "thenApply",
                    "thenAccept",
                    "thenRun",
                    "thenCompose",
                    "thenCombine",
                    "handle",
                    "exceptionally"),
            Ban.members(WAITING, "java.util.concurrent.Future", "get"),
            Ban.members(WAITING, "java.util.concurrent.CompletableFuture", "get", "join"),
            Ban.members(WAITING, "java.lang.Object", "wait"),
            Ban.types(
                    WAITING,
                    "java.util.concurrent.CountDownLatch",
                    "java.util.concurrent.Semaphore",
                    "java.util.concurrent.BlockingQueue",
                    "java.util.concurrent.locks.LockSupport",
                    "java.util.concurrent.locks.Lock",
                    "java.util.concurrent.locks.ReentrantLock",
                    "java.util.concurrent.locks.ReentrantReadWriteLock"));

    /** For the domain alone. */
    static final ImmutableList<Ban> IMPURE = join(
            Ban.types(PURE, "java.lang.Thread", "java.lang.Runtime", "java.lang.Process", "java.util.UUID"),
            Ban.members(PURE, "java.lang.System", "getenv", "getProperty", "lineSeparator"));

    private Bans() {}

    private static ImmutableList<Ban> completions(String instead, String... methods) {
        return Ban.members(instead, "java.util.concurrent.CompletionStage", methods);
    }

    @SafeVarargs
    private static ImmutableList<Ban> join(Iterable<Ban>... parts) {
        return ImmutableList.copyOf(Iterables.concat(parts));
    }
}
