package io.millrace.multilang.properties;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.consumer.FailurePolicy;
import io.millrace.multilang.child.ChildSettings;
import io.millrace.multilang.daemon.DaemonSettings;
import io.millrace.multilang.daemon.DaemonSettings.Failures;
import io.millrace.multilang.daemon.DaemonSettings.Times;
import io.millrace.multilang.leases.LeaseStoreAddress;
import io.millrace.multilang.process.ChildCommand;
import io.millrace.multilang.process.ChildStartException;
import io.millrace.multilang.protocol.Generation;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Makes settings of a file. Reads every key, also when one before it is wrong, so that all faults are found at once. */
final class SettingsReader {
    /** The times among KCL's keys, with the ranges that Millrace can serve. */
    private static final Numbers.Range FAILOVER = new Numbers.Range(LeaseKeys.FAILOVER, 1_000, 600_000);

    private static final Numbers.Range HAND_OFF = new Numbers.Range(LeaseKeys.HAND_OFF, 0, 3_600_000);
    private static final Numbers.Range SHUTDOWN_GRACE = new Numbers.Range(BasicKeys.SHUTDOWN_GRACE, 0, 3_600_000);
    private static final Numbers.Range LOG_WARNING = new Numbers.Range(LeaseKeys.LOG_WARNING, 100, 86_400_000);
    private static final Numbers.Range TIMEOUT = new Numbers.Range(BasicKeys.TIMEOUT, 1, 31_536_000);

    private static final Duration USUAL_FAILOVER = Duration.ofSeconds(6);
    private static final Duration KCL_FAILOVER = Duration.ofSeconds(10);
    private static final Duration USUAL_HAND_OFF = Duration.ofSeconds(20);
    private static final Duration HUNG = Duration.ofMinutes(1);
    /** What a stop takes beside the children's own time: last checkpoints, leases, the session. */
    private static final Duration LAST_WRITES = Duration.ofSeconds(5);

    private final String source;
    private final Generation generation;
    private final Values values;
    private final Numbers numbers;
    private final Findings findings;
    private final AccessReader access;

    SettingsReader(String source, PropertiesFile file, Generation generation, Findings findings) {
        this.source = source;
        this.generation = generation;
        this.findings = findings;
        values = new Values(file, findings);
        numbers = new Numbers(values, findings);
        access = new AccessReader(file, values, findings);
    }

    /** Empty only when something required is missing; whether there are other faults the findings tell. */
    Optional<DaemonSettings> read() {
        Optional<String> application =
                required(BasicKeys.APPLICATION, "give the name that all workers of this application share");
        Optional<String> executable =
                required(BasicKeys.EXECUTABLE, "give the child's command, such as executableName = sample_app.py");
        Optional<String> stream = access.stream();
        Optional<AccessReader.Access> services = access.read();
        ReadingReader reading = new ReadingReader(values, numbers, findings);
        Failures failures = failures();
        ImmutableList<String> command = executable.map(ChildCommand::split).orElse(ImmutableList.of());
        ChildSettings children =
                children(application.orElse(""), command, failures.policy() instanceof FailurePolicy.Retry);
        Times times = times();
        ReadingReader.Reading read = reading.read(application.orElse(""));
        Optional<String> worker = access.worker();
        LeaseStoreReader leases = new LeaseStoreReader(values, findings, SettingsReader::isSet);
        LeaseStoreAddress leaseStore = leases.read();
        // Where DynamoDB is not spoken of nobody looks there for KCL's leases.
        boolean beginAnew = leases.isForDevelopment()
                || word(OwnKeys.BEGIN_ANEW).filter("true"::equals).isPresent();
        if (application.isEmpty() || executable.isEmpty() || stream.isEmpty() || services.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new DaemonSettings(
                source,
                application.get(),
                stream.get(),
                worker,
                values.text(BasicKeys.LANGUAGE).orElse(""),
                services.get().kinesis(),
                services.get().dynamoDb(),
                leaseStore,
                values.text(OwnKeys.LEASE_STORE)
                        .or(() -> values.text(OwnKeys.LEASE_TABLE))
                        .isPresent(),
                values.text(BasicKeys.TABLE).orElse(application.get()),
                beginAnew,
                read.position(),
                read.polling(),
                read.fanOut(),
                values.isTrue(BasicKeys.EMPTY_BATCHES),
                times,
                failures,
                children));
    }

    private Optional<String> required(String key, String remedy) {
        Optional<String> value =
                key.equals(BasicKeys.EXECUTABLE) ? values.raw(key).filter(text -> !text.isBlank()) : values.text(key);
        if (value.isEmpty()) {
            findings.fault(key, "is missing; " + remedy);
        }
        return value;
    }

    private Times times() {
        Duration failover = numbers.millisOrDefault(FAILOVER, KCL_FAILOVER, USUAL_FAILOVER);
        Optional<Duration> handOff = numbers.millisIfSet(HAND_OFF);
        Optional<Duration> grace = numbers.millisIfSet(SHUTDOWN_GRACE);
        Duration hung = numbers.millisOrDefault(LOG_WARNING, HUNG, HUNG);
        Duration usual = handOff.orElse(USUAL_HAND_OFF);
        boolean told = values.text(LeaseKeys.FAILOVER).isPresent();
        return new Times(failover, told ? failover : KCL_FAILOVER, usual, grace.orElse(usual.plus(LAST_WRITES)), hung);
    }

    private Failures failures() {
        int attempts = (int) numbers.own(OwnKeys.FAILURE_ATTEMPTS, 5, 1, 1_000);
        String policy = word(OwnKeys.FAILURE_POLICY).orElse("retry");
        Optional<String> file = values.text(OwnKeys.DEAD_LETTERS);
        boolean parks = policy.equals("dead-letter");
        if (parks && file.isEmpty()) {
            findings.fault(
                    OwnKeys.DEAD_LETTERS,
                    "is missing; " + OwnKeys.FAILURE_POLICY + " = dead-letter needs a file for the records it parks");
        } else if (!parks && file.isPresent()) {
            findings.warn(OwnKeys.DEAD_LETTERS, "is not used without " + OwnKeys.FAILURE_POLICY + " = dead-letter");
        }
        FailurePolicy chosen = switch (policy) {
            case "dead-letter" -> FailurePolicy.deadLetter(attempts);
            case "stop" -> FailurePolicy.stopShard(attempts);
            default -> FailurePolicy.retry();
        };
        boolean exits = word(OwnKeys.CHILD_FAILURE).filter("exit"::equals).isPresent();
        return new Failures(chosen, file.map(Path::of).filter(path -> parks), exits);
    }

    private ChildSettings children(String application, ImmutableList<String> command, boolean retries) {
        if (!command.isEmpty()) {
            findProgram(command);
        }
        long inFlight = numbers.own(OwnKeys.IN_FLIGHT, 4, 1, 64);
        boolean offered = word(OwnKeys.FRAMES).filter("false"::equals).isEmpty();
        if (offered && !retries && values.has(OwnKeys.IN_FLIGHT) && inFlight > 1) {
            findings.warn(
                    OwnKeys.IN_FLIGHT,
                    "1 is used, because batches are sent ahead only with " + OwnKeys.FAILURE_POLICY + " = retry");
        }
        return new ChildSettings(
                application,
                command,
                generation,
                messageTimeout(),
                Duration.ofSeconds(numbers.own(OwnKeys.INITIALIZE_TIMEOUT, 60, 1, 3_600)),
                Duration.ofMillis(numbers.own(OwnKeys.EXIT_GRACE, 10_000, 0, 600_000)),
                offered ? (retries ? (int) inFlight : 1) : 0,
                (int) numbers.own(OwnKeys.SHARDS_PER_CHILD, 1, 1, 1_000),
                retries);
    }

    private void findProgram(ImmutableList<String> command) {
        try {
            ChildCommand.find(command, Optional.ofNullable(System.getenv("PATH")), Path.of(""));
        } catch (ChildStartException impossible) {
            findings.fault(BasicKeys.EXECUTABLE, String.valueOf(impossible.getMessage()));
        }
    }

    /** In KCL zero, also that of a value that is no number, ends the daemon at the first message. */
    private Optional<Duration> messageTimeout() {
        long seconds = values.numberOrZero(BasicKeys.TIMEOUT).orElse(0);
        if (values.has(BasicKeys.TIMEOUT) && seconds <= 0) {
            findings.warn(BasicKeys.TIMEOUT, "there is no limit without a number above 0; KCL would stop at once");
        }
        return seconds > 0 ? Optional.of(Duration.ofSeconds(numbers.within(TIMEOUT, seconds))) : Optional.empty();
    }

    private static boolean isSet(String variableOrProperty) {
        return System.getenv(variableOrProperty) != null || System.getProperty(variableOrProperty) != null;
    }

    private Optional<String> word(String key) {
        return values.word(KeyTable.get(key));
    }
}
