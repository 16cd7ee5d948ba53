package io.millrace.app.fleet;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A running {@link WorkerMain}, and what it has printed so far. */
final class WorkerProcess implements AutoCloseable {
    /** A record as a worker's processor got it. */
    record Delivery(String worker, long atMillis, String shard, String data) {}

    private final String name;
    private final Process process;
    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private volatile long upMillis;

    private WorkerProcess(String name, Process process) {
        this.name = name;
        this.process = process;
        Thread reader = new Thread(this::read, "reads-" + name);
        reader.setDaemon(true);
        reader.start();
    }

    static WorkerProcess start(String name, String stream, Fleet fleet) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Daws.disableEc2Metadata=true",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                WorkerMain.class.getName(),
                name,
                stream,
                fleet.kinesis().endpoint().toString(),
                fleet.dynamoDb().endpoint().toString()));
        return new WorkerProcess(
                name, new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                accept(line);
            }
        } catch (IOException closed) {
            // A killed process leaves a broken pipe; what it had printed is kept, and the tests look at that.
            events.add("pipe closed: " + closed);
        }
    }

    private void accept(String line) {
        String[] words = line.split(" ", 4);
        if (words[0].equals("record")) {
            deliveries.add(new Delivery(name, Long.parseLong(words[1]), words[2], words[3]));
        } else if (words[0].equals("up")) {
            upMillis = Long.parseLong(words[1]);
        } else {
            events.add(line);
        }
    }

    String name() {
        return name;
    }

    /** When its virtual machine started, in milliseconds of the epoch; zero while it has not said. */
    long upMillis() {
        return upMillis;
    }

    /** When an event of this kind was first told, in milliseconds of the epoch. */
    long millisOf(String event) {
        return events.stream()
                .filter(line -> line.startsWith("event") && line.contains(event))
                .mapToLong(line -> Long.parseLong(line.split(" ")[1]))
                .findFirst()
                .orElseThrow();
    }

    List<Delivery> deliveries() {
        return deliveries;
    }

    List<String> events() {
        return events;
    }

    boolean hasEvent(String text) {
        return events.stream().anyMatch(event -> event.contains(text));
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** kill -9: no goodbye. By the handle, because the process itself would close the pipe with what is still in it. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    /** SIGTERM; by the handle, so that what the worker still prints while it stops is read. */
    void terminate() {
        process.toHandle().destroy();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
