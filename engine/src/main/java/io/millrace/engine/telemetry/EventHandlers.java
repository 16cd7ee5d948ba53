package io.millrace.engine.telemetry;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import io.millrace.ports.telemetry.WorkerEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What to do on which event: one handler for each kind. A test holds that no kind is left out. */
final class EventHandlers {
    /** Collects the handlers. */
    static final class Builder {
        private final ImmutableMap.Builder<Class<? extends WorkerEvent>, Consumer<WorkerEvent>> handlers =
                ImmutableMap.builder();

        <E extends WorkerEvent> Builder on(Class<E> kind, Consumer<? super E> handler) {
            handlers.put(kind, event -> handler.accept(kind.cast(event)));
            return this;
        }

        EventHandlers otherwise(Consumer<WorkerEvent> handler) {
            return new EventHandlers(handlers.buildOrThrow(), handler);
        }
    }

    private final ImmutableMap<Class<? extends WorkerEvent>, Consumer<WorkerEvent>> handlers;
    private final Consumer<WorkerEvent> otherwise;

    private EventHandlers(
            ImmutableMap<Class<? extends WorkerEvent>, Consumer<WorkerEvent>> handlers,
            Consumer<WorkerEvent> otherwise) {
        this.handlers = handlers;
        this.otherwise = otherwise;
    }

    void handle(WorkerEvent event) {
        @Nullable Consumer<WorkerEvent> handler = handlers.get(event.getClass());
        (handler == null ? otherwise : handler).accept(event);
    }

    ImmutableSet<Class<? extends WorkerEvent>> kinds() {
        return handlers.keySet();
    }
}
