package io.millrace.compat;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.adapters.aws.local.LocalDynamoDb;
import io.millrace.adapters.aws.local.LocalKinesis;
import io.millrace.adapters.aws.local.LocalServers;
import io.millrace.app.daemon.DaemonFleet;
import io.millrace.app.daemon.DaemonProcess;
import io.millrace.app.daemon.Journal;
import io.millrace.app.daemon.Python;
import io.millrace.domain.checkpoint.Checkpoint;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LocalServers.class)
@DisplayName("The daemon under KCL's class names, with children, on kinesis-local and DynamoDB Local")
class CompatDaemonIT {
    private static final Path COMPAT = Path.of(System.getProperty("compat.jar")).toAbsolutePath();
    private static final Path RUNNABLE =
            Path.of("..", "app", "target", "millrace.jar").toAbsolutePath().normalize();

    private final LocalKinesis kinesis;
    private final LocalDynamoDb dynamoDb;

    @TempDir
    private Path folder;

    CompatDaemonIT(LocalKinesis kinesis, LocalDynamoDb dynamoDb) {
        this.kinesis = kinesis;
        this.dynamoDb = dynamoDb;
    }

    private DaemonFleet fleet(String application) throws Exception {
        return new DaemonFleet(kinesis, dynamoDb, folder, application, 1)
                .program(DaemonFleet.class, "/daemon/word_count.js")
                .property("executableName", "node word_count.js");
    }

    private static void assertItWorks(DaemonFleet fleet, DaemonProcess daemon) throws Exception {
        fleet.putAndAwait(3);
        assertThat(daemon.terminate()).as(fleet.logs()).isEqualTo(143);
        assertThat(fleet.journal().lines().stream().map(Journal.Line::event))
                .contains("checkpoint")
                .endsWith("shutdownRequested", "checkpoint", "leaseLost");
    }

    @Test
    @DisplayName("starts by the command that `python3 -m millrace command` prints")
    void startsByThePrintedCommand() throws Exception {
        try (DaemonFleet fleet = fleet("compat-printed")) {
            ProcessBuilder printer = new ProcessBuilder(
                            Python.executable(),
                            "-m",
                            "millrace",
                            "command",
                            "--java",
                            DaemonFleet.java(),
                            "--properties",
                            fleet.properties("printed"))
                    .directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT);
            printer.environment().put("PYTHONPATH", DaemonFleet.above("python").toString());
            Process printing = printer.start();
            String command = new String(printing.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            assertThat(printing.waitFor()).isZero();
            assertThat(command).contains(" software.amazon.kinesis.multilang.MultiLangDaemon ");

            assertItWorks(fleet, fleet.start("printed", List.of(command.split(" "))));
        }
    }

    @Test
    @DisplayName("starts with both jars on the class path, and takes a positional properties file")
    void startsWithBothJars() throws Exception {
        try (DaemonFleet fleet = fleet("compat-both")) {
            assertItWorks(
                    fleet,
                    fleet.start(
                            "both",
                            List.of(
                                    DaemonFleet.java(),
                                    "-cp",
                                    COMPAT + File.pathSeparator + RUNNABLE,
                                    "software.amazon.kinesis.multilang.MultiLangDaemon",
                                    fleet.properties("both"))));
        }
    }

    @Test
    @DisplayName("speaks KCL 1's protocol with KCL 1's client: shutdown with its two reasons")
    void speaksTheProtocolOfKcl1() throws Exception {
        try (DaemonFleet fleet = fleet("compat-one")
                .program(CompatDaemonIT.class, "/compat/word_count_1.js")
                .property("executableName", "node word_count_1.js")) {
            DaemonProcess daemon = fleet.start(
                    "one",
                    List.of(
                            DaemonFleet.java(),
                            "-cp",
                            COMPAT + File.pathSeparator + RUNNABLE,
                            "com.amazonaws.services.kinesis.multilang.MultiLangDaemon",
                            fleet.properties("one")));
            fleet.putAndAwait(2);
            fleet.split(fleet.openShards().get(0));
            fleet.putAndAwait(2);
            assertThat(daemon.terminate()).as(fleet.logs()).isEqualTo(143);

            Journal journal = fleet.journal();
            assertThat(journal.all("shutdown").stream().map(Journal.Line::text))
                    .as(fleet.logs())
                    .containsExactly("TERMINATE", "ZOMBIE", "ZOMBIE");
            assertThat(journal.repeated()).isZero();
            assertThat(journal.all("checkpoint"))
                    .hasSize(3)
                    .allMatch(line -> line.text().equals("all"));
            assertThat(fleet.leases().leases())
                    .anyMatch(lease -> lease.checkpoint() instanceof Checkpoint.At)
                    .noneMatch(lease -> lease.checkpoint() instanceof Checkpoint.TrimHorizon);
        }
    }
}
