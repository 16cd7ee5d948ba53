package io.millrace.engine;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.engine.consumption.ShardWorker;
import io.millrace.engine.coordination.ServedStream;
import io.millrace.engine.coordination.ServedStreams;
import io.millrace.engine.coordination.SourceClient;
import io.millrace.engine.coordination.StoreClient;
import io.millrace.engine.coordination.StreamOpening;
import io.millrace.engine.coordination.StreamSetup;
import io.millrace.engine.coordination.WorkerContext;
import io.millrace.ports.telemetry.WorkerEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one worker: those that it starts with, one opened after the other, and those that are added and removed while
 * it runs. On the loop only.
 */
final class WorkerStreams {
    /** What the worker does about it. */
    interface Owner {
        /** Every stream that it starts with exists. */
        void allFound();

        /** Every stream that it starts with can be worked on. */
        void allServed();

        /** Some cannot. */
        void refused(String explanation);

        /** A stream was added while it runs. */
        void added(ServedStream stream);

        /** A stream is not worked on any more; its shards are to be given up. */
        void removed(String stream, String reason);
    }

    private final WorkerContext context;
    private final StoreClient store;
    private final TreeMap<LeaseKey, ShardWorker> shards;
    private final Owner owner;
    private final List<StreamOpening> first = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();
    private final ServedStreams served = new ServedStreams();
    private final TreeMap<String, StreamOpening> opening = new TreeMap<>();
    private final TreeMap<String, CompletableFuture<Void>> adding = new TreeMap<>();
    private final TreeMap<String, CompletableFuture<Void>> removing = new TreeMap<>();
    private @Nullable SourceClient anySource;
    private int next;
    private boolean binding;

    WorkerStreams(
            WorkerContext context,
            StoreClient store,
            ImmutableList<StreamSetup> setups,
            TreeMap<LeaseKey, ShardWorker> shards,
            Owner owner) {
        this.context = context;
        this.store = store;
        this.shards = shards;
        this.owner = owner;
        setups.forEach(setup -> first.add(new StreamOpening(context, store, setup, source(setup), new Opened())));
    }

    /** All sources of a worker share the limit on calls in flight. */
    private SourceClient source(StreamSetup setup) {
        SourceClient source =
                anySource == null ? new SourceClient(context, setup.records()) : anySource.beside(setup.records());
        anySource = source;
        return source;
    }

    ServedStreams served() {
        return served;
    }

    boolean isServed(String name) {
        return served.serves(name);
    }

    boolean isOnly(String name) {
        return served.names().size() == 1 && served.serves(name);
    }

    /** Finds the streams that the worker starts with; all that are refused are told of at once. */
    void find() {
        openNext();
    }

    /** Checks the bindings of the streams that the worker starts with, all of which were found. */
    void bind() {
        binding = true;
        next = 0;
        openNext();
    }

    private void openNext() {
        if (next < first.size()) {
            StreamOpening stream = first.get(next++);
            if (binding) {
                stream.bind();
            } else {
                stream.find();
            }
        } else if (!refusals.isEmpty()) {
            owner.refused(String.join(" ", refusals));
        } else if (binding) {
            owner.allServed();
        } else {
            owner.allFound();
        }
    }

    void add(StreamSetup setup, CompletableFuture<Void> added) {
        String name = setup.name();
        if (served.serves(name) || opening.containsKey(name)) {
            added.completeExceptionally(new IllegalStateException(
                    "stream '" + name + "' is there already; remove it first to read it in another way"));
            return;
        }
        StreamOpening another = new StreamOpening(context, store, setup, source(setup), new Added(name));
        opening.put(name, another);
        adding.put(name, added);
        another.find();
    }

    void remove(String name, CompletableFuture<Void> removed) {
        StreamOpening unfinished = opening.remove(name);
        if (unfinished != null) {
            unfinished.stop();
            end(adding, name, "it was removed before it was added");
            removed.complete(null);
        } else if (!served.serves(name)) {
            removed.completeExceptionally(new IllegalStateException(
                    "stream '" + name + "' is none of this worker's: " + String.join(", ", served.names())));
        } else if (isOnly(name)) {
            removed.completeExceptionally(new IllegalStateException(
                    "stream '" + name + "' is the only one of this worker; stop the consumer instead"));
        } else {
            removing.put(name, removed);
            drop(name, "stream removed");
        }
    }

    /** The service says that a stream, one of several, does not exist any more. */
    void gone(String name) {
        drop(name, "stream gone");
    }

    private void drop(String name, String reason) {
        served.remove(name);
        context.emit(new WorkerEvent.StreamRemoved(name, reason));
        owner.removed(name, reason);
        letGo(name);
    }

    /** Perhaps the last shard of a stream that is being removed was let go. */
    void letGo(String name) {
        CompletableFuture<Void> removed = removing.get(name);
        if (removed != null && LeaseKey.ofStream(shards, name).values().stream().noneMatch(ShardWorker::holdsLease)) {
            removing.remove(name);
            removed.complete(null);
        }
    }

    /** The worker has stopped: nobody is left waiting. */
    void stop(String reason) {
        first.forEach(StreamOpening::stop);
        opening.values().forEach(StreamOpening::stop);
        ImmutableList.copyOf(adding.keySet()).forEach(name -> end(adding, name, reason));
        ImmutableList.copyOf(removing.values()).forEach(removed -> removed.complete(null));
    }

    private static void end(TreeMap<String, CompletableFuture<Void>> waiting, String name, String reason) {
        CompletableFuture<Void> future = waiting.remove(name);
        if (future != null) {
            future.completeExceptionally(new StartRefusedException("stream '" + name + "': " + reason));
        }
    }

    /** The outcome of a stream that the worker starts with. */
    private final class Opened implements StreamOpening.Outcome {
        @Override
        public void found() {
            openNext();
        }

        @Override
        public void served(ServedStream stream) {
            served.add(stream);
            openNext();
        }

        @Override
        public void refused(String explanation) {
            refusals.add(explanation);
            openNext();
        }
    }

    /** The outcome of a stream that is added while the worker runs. */
    private final class Added implements StreamOpening.Outcome {
        private final String name;

        Added(String name) {
            this.name = name;
        }

        @Override
        public void found() {
            StreamOpening found = opening.get(name);
            if (found != null) {
                found.bind();
            }
        }

        @Override
        public void served(ServedStream stream) {
            opening.remove(name);
            served.add(stream);
            end(removing, name, "its shards were not all given up yet when it was added again");
            context.emit(new WorkerEvent.StreamAdded(name));
            owner.added(stream);
            CompletableFuture<Void> added = adding.remove(name);
            if (added != null) {
                added.complete(null);
            }
        }

        @Override
        public void refused(String explanation) {
            opening.remove(name);
            end(adding, name, explanation);
        }
    }
}
