package io.millrace.ports.contract;

import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.source.SubscriptionEvent;
import io.millrace.ports.source.SubscriptionListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Remembers what a subscription says, and what of it breaks the rules of listening. */
public final class Listening implements SubscriptionListener {
    private final List<SubscriptionEvent> events = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final AtomicBoolean busy = new AtomicBoolean();
    private boolean opened;
    private boolean ended;
    private Optional<SourceFailure> failure = Optional.empty();

    @Override
    public void opened() {
        one("opened", () -> {
            fault(opened, "opened twice");
            opened = true;
        });
    }

    @Override
    public void event(SubscriptionEvent event) {
        one("event", () -> {
            fault(!opened, "an event before it was opened");
            events.add(event);
        });
    }

    @Override
    public void ended(Optional<SourceFailure> why) {
        one("ended", () -> {
            ended = true;
            failure = why;
        });
    }

    private void one(String what, Runnable noted) {
        boolean alone = busy.compareAndSet(false, true);
        synchronized (this) {
            fault(!alone, what + " while another call was going on");
            fault(ended, what + " after the end");
            noted.run();
        }
        busy.set(false);
    }

    private void fault(boolean is, String what) {
        if (is) {
            faults.add(what);
        }
    }

    synchronized boolean isOpened() {
        return opened;
    }

    synchronized boolean isEnded() {
        return ended;
    }

    synchronized Optional<SourceFailure> failure() {
        return failure;
    }

    /** The events so far; fails when the rules were broken. */
    synchronized List<SubscriptionEvent> events() {
        if (!faults.isEmpty()) {
            throw new AssertionError("a listener was told out of order: " + faults);
        }
        return List.copyOf(events);
    }

    List<StreamRecord> records() {
        return events().stream().flatMap(event -> event.records().stream()).toList();
    }

    List<String> texts() {
        return Reading.texts(records());
    }
}
