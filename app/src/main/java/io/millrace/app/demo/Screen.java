package io.millrace.app.demo;

import com.google.common.collect.ImmutableList;
import io.millrace.app.demo.Snapshot.ShardRow;
import io.millrace.app.demo.Snapshot.ShardState;
import io.millrace.app.demo.Snapshot.WorkerRow;
import io.millrace.app.terminal.Look;
import io.millrace.app.terminal.Style;
import io.millrace.app.terminal.TextWrap;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;

/**
 * Draws the demonstration: the workers, a lane for each shard that shows who delivered its records over time, the totals
 * and the latest events. A pure function from a snapshot and a size to lines.
 */
final class Screen {
    private static final int CHIP_WIDTH = 40;
    private static final int LABEL_WIDTH = 9;
    private static final int OWNER_WIDTH = 10;
    private static final int FIGURE_WIDTH = 8;
    private static final int RIGHT_WIDTH = OWNER_WIDTH + 3 * FIGURE_WIDTH;
    private static final int TIME_WIDTH = 6;
    private static final int LEAST_EVENTS = 4;
    private static final Duration LATE = Duration.ofSeconds(1);
    private static final Duration VERY_LATE = Duration.ofSeconds(2);

    private final Snapshot snapshot;
    private final int width;
    private final int height;
    private final Look look;

    private Screen(Snapshot snapshot, int width, int height, Look look) {
        this.snapshot = snapshot;
        this.width = Math.max(1, width);
        this.height = Math.max(1, height);
        this.look = look;
    }

    /**
     * @param width of the terminal in characters; good from 80
     * @param height of the terminal in lines; good from 24
     * @return at most {@code height} lines of at most {@code width} characters each, escape sequences not counted
     */
    static ImmutableList<String> render(Snapshot snapshot, int width, int height, Look look) {
        ImmutableList<String> lines = new Screen(snapshot, width, height, look).lines();
        return lines.subList(0, Math.min(lines.size(), Math.max(1, height)));
    }

    private ImmutableList<String> lines() {
        ImmutableList.Builder<String> lines = ImmutableList.builder();
        ImmutableList<String> chips = chips();
        lines.add(title()).addAll(chips).add("");
        // Title, blank, head of the lanes, totals between two blanks, head of the events.
        int room = height - chips.size() - 7 - LEAST_EVENTS;
        ImmutableList<String> lanes = lanes(Math.max(1, room));
        lines.add(laneHead()).addAll(lanes).add("");
        lines.add(totals()).add("");
        lines.add(line().add(Style.DIM, "What happens, and why").build());
        lines.addAll(events(Math.max(0, height - chips.size() - 7 - lanes.size())));
        return lines.build();
    }

    private StyledLine line() {
        return new StyledLine(width, look);
    }

    private String title() {
        String clock = String.format(
                Locale.ROOT,
                " %.0f of %d s ",
                snapshot.elapsed().toMillis() / 1_000.0,
                snapshot.total().toSeconds());
        String left = " millrace demo  " + look.pointer() + " " + snapshot.act();
        int room = Math.max(0, width - clock.length());
        String cut = left.length() <= room ? left + " ".repeat(room - left.length()) : left.substring(0, room);
        return line().add(Style.TITLE, cut + clock).build();
    }

    private ImmutableList<String> chips() {
        int columns = Math.max(1, width / CHIP_WIDTH);
        ImmutableList.Builder<String> lines = ImmutableList.builder();
        ImmutableList<WorkerRow> workers = snapshot.workers();
        for (int first = 0; first < workers.size(); first += columns) {
            StyledLine line = line();
            for (int i = first; i < Math.min(workers.size(), first + columns); i++) {
                line.to((i - first) * CHIP_WIDTH);
                chip(line, workers.get(i));
            }
            lines.add(line.build());
        }
        return lines.build();
    }

    private void chip(StyledLine line, WorkerRow worker) {
        boolean gone = worker.state() == DemoWorker.State.KILLED || worker.state() == DemoWorker.State.STOPPED;
        int number = numberOf(worker.name());
        line.add(gone ? Style.DIM : Style.block(number), " " + number + " ");
        line.left(gone ? Style.DIM : Style.text(number), " " + worker.name(), 10);
        switch (worker.state()) {
            case KILLED -> line.add(Style.BAD, " killed");
            case STOPPED -> line.add(Style.DIM, " stopped");
            case STOPPING -> line.add(Style.WARNING, " stopping ").add(EventTexts.count(worker.shards(), "shard"));
            case RUNNING ->
                line.add(Style.BOLD, worker.leader() ? " leads " : "       ")
                        .left(Style.PLAIN, EventTexts.count(worker.shards(), "shard"), 10);
        }
        if (worker.state() == DemoWorker.State.RUNNING) {
            line.right(Style.DIM, number(worker.processed()), 8);
        }
    }

    private int laneWidth() {
        return Math.max(0, width - LABEL_WIDTH - RIGHT_WIDTH);
    }

    private String laneHead() {
        StyledLine line = line().left(Style.DIM, "shard", LABEL_WIDTH)
                .left(Style.DIM, "who processed it, over time", laneWidth());
        line.left(Style.DIM, " owner", OWNER_WIDTH);
        for (String figure : ImmutableList.of("waiting", "lag", "done")) {
            line.right(Style.DIM, figure, FIGURE_WIDTH);
        }
        return line.build();
    }

    /** Shards that are not finished come first when there is not room for all. */
    private ImmutableList<String> lanes(int room) {
        ImmutableList<ShardRow> shards = snapshot.shards();
        if (shards.size() <= room) {
            return shards.stream().map(this::lane).collect(ImmutableList.toImmutableList());
        }
        int shown = room - 1;
        ImmutableList<ShardRow> chosen = shards.stream()
                .sorted(Comparator.comparing(shard -> shard.state() == ShardState.FINISHED))
                .limit(shown)
                .collect(ImmutableList.toImmutableList());
        ImmutableList.Builder<String> lines = ImmutableList.builder();
        shards.stream().filter(chosen::contains).map(this::lane).forEach(lines::add);
        return lines.add(line().add(Style.DIM, "and " + EventTexts.count(shards.size() - shown, "shard") + " more")
                        .build())
                .build();
    }

    private String lane(ShardRow shard) {
        boolean finished = shard.state() == ShardState.FINISHED;
        StyledLine line = line().left(finished ? Style.DIM : Style.PLAIN, shard.name(), LABEL_WIDTH);
        strip(line, shard);
        String owner = finished ? "finished" : shard.owner().isEmpty() ? "nobody" : shard.owner();
        Style style = finished || shard.owner().isEmpty() ? Style.DIM : Style.text(numberOf(owner));
        line.add(" ").left(style, owner, OWNER_WIDTH - 1);
        if (!finished) {
            Duration lag = Duration.ofNanos(shard.backlog().oldestNanos());
            line.right(lateness(lag), number(shard.backlog().records()), FIGURE_WIDTH);
            line.right(lateness(lag), EventTexts.seconds(lag), FIGURE_WIDTH);
        } else {
            line.add(" ".repeat(2 * FIGURE_WIDTH));
        }
        return line.right(Style.DIM, number(shard.backlog().processed()), FIGURE_WIDTH)
                .build();
    }

    private static Style lateness(Duration lag) {
        if (lag.compareTo(LATE) < 0) {
            return Style.PLAIN;
        }
        return lag.compareTo(VERY_LATE) < 0 ? Style.WARNING : Style.BAD;
    }

    /** One character for each stretch of time: the number of the worker that delivered, a dot when none did. */
    private void strip(StyledLine line, ShardRow shard) {
        int now = slices(snapshot.elapsed());
        int all = Math.max(now, slices(snapshot.total())) + 1;
        // At least half a second each, the longest pause between two reads of a shard that is read at its pace.
        int cells = Math.min(laneWidth(), all / 2);
        for (int cell = 0; cell < cells; cell++) {
            int from = (int) ((long) cell * all / cells);
            int to = (int) ((cell + 1L) * all / cells);
            String worker = lastIn(shard.deliveredBy(), from, to);
            boolean alive = from >= shard.bornInSlice() && from <= shard.endedInSlice() && to <= now;
            if (!worker.isEmpty()) {
                int number = numberOf(worker);
                line.add(Style.block(number), Integer.toString(number % 10));
            } else {
                line.add(Style.DIM, alive ? look.pause() : " ");
            }
        }
        line.add(" ".repeat(laneWidth() - Math.max(0, cells)));
    }

    private static int slices(Duration duration) {
        return (int) (duration.toNanos() / DeliveryHistory.SLICE_NANOS);
    }

    private static String lastIn(ImmutableList<String> slices, int from, int to) {
        for (int i = Math.min(to, slices.size()) - 1; i >= from; i--) {
            if (!slices.get(i).isEmpty()) {
                return slices.get(i);
            }
        }
        return "";
    }

    private String totals() {
        StyledLine line = line().add("put ").add(Style.BOLD, number(snapshot.put()));
        line.add("   processed ").add(Style.BOLD, number(snapshot.processed()));
        line.add("   waiting ").add(Style.BOLD, number(snapshot.waiting()));
        line.add("   processed twice ").add(Style.BOLD, number(snapshot.duplicates()));
        return line.build();
    }

    private ImmutableList<String> events(int room) {
        ImmutableList<String> events = snapshot.events().stream()
                .flatMap(event -> event(event).stream())
                .collect(ImmutableList.toImmutableList());
        return events.subList(Math.max(0, events.size() - room), events.size());
    }

    /** One line, or more when it is long. */
    private ImmutableList<String> event(Ticker.Line event) {
        boolean narrated = event.worker().equals(Ticker.NARRATOR);
        String who = narrated ? look.pointer() : event.worker();
        ImmutableList.Builder<String> lines = ImmutableList.builder();
        String time = EventTexts.seconds(event.since()).replace(" s", "");
        int indent = TIME_WIDTH + 2 + who.length() + 1;
        for (String part : TextWrap.wrap(event.text(), Math.max(1, width - indent))) {
            StyledLine line = line();
            if (!time.isEmpty()) {
                line.right(Style.DIM, time, TIME_WIDTH)
                        .add("  ")
                        .add(narrated ? Style.BOLD : Style.text(numberOf(event.worker())), who)
                        .add(" ");
                time = "";
            }
            lines.add(line.to(indent)
                    .add(narrated ? Style.BOLD : Style.PLAIN, part)
                    .build());
        }
        return lines.build();
    }

    /** The number at the end of a worker's name; it chooses the colour. */
    private static int numberOf(String worker) {
        return Integer.parseInt(worker.substring(worker.lastIndexOf('-') + 1));
    }

    private static String number(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
