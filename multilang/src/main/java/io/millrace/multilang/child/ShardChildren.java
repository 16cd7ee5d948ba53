package io.millrace.multilang.child;

import com.google.common.collect.ImmutableSet;
import io.millrace.multilang.process.ChildStartException;
import io.millrace.multilang.process.ProcessGroups;
import io.millrace.multilang.protocol.ChildMessage;
import io.millrace.ports.processing.ShardContext;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/** The children that run, and which of them a shard is given. */
final class ShardChildren {
    private static final int STARTS_PER_PROCESSOR = 4;
    private static final Duration LONGEST_START = Duration.ofMillis(500);

    private final ChildSettings settings;
    private final ChildListener listener;
    private final ProcessGroups groups;
    private final PrintStream standardError;
    private final Set<Child> running = ConcurrentHashMap.newKeySet();
    private final CopyOnWriteArrayList<FramedChild> framed = new CopyOnWriteArrayList<>();
    private final ReentrantLock seating = new ReentrantLock(true);
    private final StartGate gate =
            new StartGate(STARTS_PER_PROCESSOR * Runtime.getRuntime().availableProcessors(), LONGEST_START);
    private volatile boolean areKnownToBePlain;
    private volatile boolean stopping;
    private volatile boolean closed;

    ShardChildren(ChildSettings settings, ChildListener listener, ProcessGroups groups, PrintStream standardError) {
        this.settings = settings;
        this.listener = listener;
        this.groups = groups;
        this.standardError = standardError;
    }

    ChildSettings settings() {
        return settings;
    }

    ChildListener listener() {
        return listener;
    }

    boolean isStopping() {
        return stopping;
    }

    void stopping() {
        stopping = true;
    }

    /** From now on no child is started. */
    void close() {
        stopping = true;
        closed = true;
    }

    ImmutableSet<Child> running() {
        return ImmutableSet.copyOf(running);
    }

    /**
     * Finds a child for a shard and tells it. Where children may serve several shards, one child is started at a time, so
     * that those who wait find its seats.
     */
    Link open(ShardProcessor processor)
            throws ChildStartException, BrokenChildException, ChildFailedException, InterruptedException {
        if (settings.shardsPerChild() == 1 || !settings.offersFrames() || areKnownToBePlain) {
            return start(processor);
        }
        FramedChild seat = null;
        seating.lockInterruptibly();
        try {
            for (FramedChild candidate : framed) {
                if (seat == null && candidate.takeSeat()) {
                    seat = candidate;
                }
            }
            if (seat == null) {
                return start(processor);
            }
        } finally {
            seating.unlock();
        }
        processor.starting(seat.child());
        return initialized(seat, processor);
    }

    private Link start(ShardProcessor processor)
            throws ChildStartException, BrokenChildException, ChildFailedException, InterruptedException {
        try (StartGate.Pass starting = gate.enter()) {
            return start(processor, starting);
        }
    }

    private Link start(ShardProcessor processor, StartGate.Pass starting)
            throws ChildStartException, BrokenChildException, ChildFailedException, InterruptedException {
        ShardContext shard = processor.shard();
        Child child = Child.start("shard " + shard.shardId(), settings, groups, standardError);
        running.add(child);
        child.whenGone(how -> running.remove(child));
        if (closed) {
            child.endSoon(Duration.ZERO);
            throw new ChildStartException("No child is started for shard " + shard.shardId() + " any more.");
        }
        processor.starting(child);
        PlainConversation conversation =
                new PlainConversation(child, shard, settings.generation(), settings.messageTimeout());
        Optional<ChildMessage.TakesFrames> taken = conversation.initialize(shard, settings.initializeTimeout());
        starting.close();
        if (taken.isEmpty()) {
            areKnownToBePlain = true;
            return new PlainLink(child, conversation, settings.exitGrace());
        }
        FramedChild begun = framed(child, taken.get());
        if (begun.takeSeat()) {
            framed.add(begun);
            child.whenGone(how -> framed.remove(begun));
        }
        return initialized(begun, processor);
    }

    private FramedChild framed(Child child, ChildMessage.TakesFrames taken) throws BrokenChildException {
        if (taken.version() != 1
                || taken.inFlight() < 1
                || taken.inFlight() > settings.framesInFlight()
                || taken.shards() < 1
                || taken.shards() > settings.shardsPerChild()) {
            throw new BrokenChildException("takes frames of version " + taken.version() + " with "
                    + taken.inFlight() + " batches in flight and " + taken.shards()
                    + " shards, when version 1, at most " + settings.framesInFlight() + " and at most "
                    + settings.shardsPerChild() + " were offered");
        }
        return new FramedChild(child, settings, (int) taken.inFlight(), (int) taken.shards());
    }

    private Link initialized(FramedChild seat, ShardProcessor processor)
            throws BrokenChildException, ChildFailedException, InterruptedException {
        FramedChannel channel = seat.open(processor.shard(), processor::failedBetweenCalls);
        try {
            channel.initialize(processor.shard(), settings.initializeTimeout());
            return channel;
        } catch (ChildFailedException failed) {
            channel.abandon();
            throw failed;
        }
    }
}
