package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is done about the command line itself; nothing here reaches a service. */
class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @AfterEach
    void logAsUsual() {
        System.clearProperty("millrace.log.level");
    }

    private int run(String... arguments) {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        return commandLine.execute(arguments);
    }

    @Test
    void withoutACommandItSaysWhatThereIs() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString())
                .contains("Usage: millrace")
                .contains("demo", "simulate", "run", "put", "tail", "leases", "consumer", "migrate", "completion");
    }

    @Test
    void helpNamesTheExitStatuses() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("0  done", "1  failed", "2  the command line is wrong");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "simulate", "run", "put", "tail", "leases", "consumer", "migrate"})
    void everyCommandHasHelpOfItsOwn(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).startsWith("Usage: millrace " + command).contains("--verbose");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void simulateNamesItsOwnExitStatuses() {
        assertThat(run("simulate", "--help")).isZero();
        assertThat(out.toString()).contains("3  a law of safety was broken", "4  a law of liveness was broken");
    }

    @Test
    void runNamesItsOwnExitStatuses() {
        assertThat(run("run", "--help")).isZero();
        assertThat(out.toString()).contains("0    stopped in order", "143  stopped in order by SIGTERM");
    }

    @Test
    void simulateInJsonPrintsOneLineAndTheSameForTheSameSeed() {
        String[] arguments =
                "simulate --seed 5 --workers 2 --shards 3 --hours 0.01 --profile processes --json".split(" ");
        assertThat(run(arguments)).isZero();
        String first = out.toString();
        assertThat(first.lines()).hasSize(1);
        assertThat(first).contains("\"verdict\":\"passed\"", "\"recoverySeconds\":{\"p50\":", "\"storeReads\":");
        assertThat(run(arguments)).isZero();
        String hash = first.replaceAll(".*(\"traceHash\":\"[0-9a-f]{16}\").*\\s*", "$1");
        assertThat(out.toString().substring(first.length())).contains(hash);
    }

    @Test
    void saysItsVersion() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).matches("(?s)millrace \\d+\\.\\d+\\.\\d+\\S*\\RJava \\d+.*");
    }

    @Test
    void writesACompletionScript() {
        assertThat(run("completion")).isZero();
        assertThat(out.toString()).contains("complete -F", "leases");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "demo --seconds 9 | --seconds=9: give 10 to 600",
                "demo --workers 1 --shards 99 | --workers=1: give 2 to 8; --shards=99: give 2 to 24",
                "demo --store dynamodb:leases | --store: the demonstration does without AWS; give file:PATH",
                "demo --store leases.db | --store: 'leases.db' is no lease store; give",
                "demo --seconds many | Invalid value for option '--seconds'",
                "simulate --workers 0 --shards 0 | 2 problems:",
                "simulate --hours -1 | --hours=-1.0: give more than 0, up to 10000",
                "simulate --profile strom | 'strom' is none of calm, swarm",
                "simulate --scenario no/such --workers 3 | it has its own; leave out --workers",
                "simulate --scenario no/such | --scenario=no/such: there is no such file",
                "simulate --config no/such | --config=no/such: there is no such file",
                "dmeo | Unmatched argument",
                "put --stream s | Missing required argument",
                "put --stream s --words --file f | mutually exclusive",
                "put --stream s --words --count 0 | --count=0: give at least 1",
                "put --stream s --words --rate -1 | --rate=-1: give at least 1",
                "put --stream s --words --create --shards 0 | --shards=0: give at least 1",
                "run | Missing required parameter: 'PROPERTIES'",
                "run no/such.properties | no/such.properties: there is no such properties file",
                "run -l no/such.xml no/such.properties | --log-configuration: there is no file no/such.xml",
                "tail | Missing required option: '--stream=STREAM'",
                "tail --stream s --from yesterday | 'yesterday' is no position: give latest, trim-horizon or a time",
                "tail --stream s --from 2026-01-31T12:00:00 | is no position",
                "tail --stream s --fan-out 'a b' | --fan-out=a:b: give 1 to 128 letters",
                "consumer --stream s | Missing required option: '--name=NAME'",
                "put --stream s --words --aggregate 0 | --aggregate=0: give at least 1",
                "tail --stream s --limit 0 | --limit=0: give at least 1",
                "tail --stream 'a b' --region eu-west-1 | neither a stream's name",
                "tail --stream s --region Europe | 'Europe' is no region name",
                "tail --stream s --region eu-west-1 --endpoint ftp://h | is no address; give one such as http://",
                "tail --stream s --region eu-west-1 --role-arn me | 'me' is no role; give its ARN",
                "leases | Missing required option: '--application=NAME'",
                "migrate | Missing required options: '--application=NAME', '--stream=STREAM'",
                "migrate --application a --stream s --to kcl:a | --to: kcl:a is no place to move to, because it is KCL's",
                "migrate --application a --stream s --to memory: --from file:x | --from: file:x is not KCL's; give kcl:TABLE",
                "migrate --application a --stream s --to memory: --from file:x | --to: memory: is no place to move to",
                "migrate --application a --stream s --to redis:x | --to: 'redis:' is no lease store",
                "migrate --application a --stream s --failover-millis 9 | --failover-millis=9: give 1000 to 600000",
                "migrate --application a --stream s --to dynamodb:! --region eu-west-1 | 'a' is neither a table's name",
                "migrate --application a --stream s --to dynamodb:! --region eu-west-1 | '!' is neither a table's name",
                "leases --application a --table ! --region eu-west-1 | '!' is neither a table's name",
            })
    void aWrongCommandLineIsExplainedAndNothingIsDone(String arguments, String explanation) {
        assertThat(run(arguments.replace("'a b'", "a:b").split(" "))).isEqualTo(2);
        assertThat(err.toString())
                .contains(explanation)
                .startsWith("millrace")
                .contains("--help.")
                .doesNotContain("\tat ");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aFailureIsToldWithoutAStackTrace() {
        assertThat(run("put", "--stream", "s", "--region", "eu-west-1", "--file", "no/such/file"))
                .isEqualTo(1);
        assertThat(err.toString()).isEqualToIgnoringNewLines("millrace put: There is no file no/such/file.");
    }

    @Test
    void withVerboseAFailureHasItsStackTrace() {
        assertThat(run("put", "--verbose", "--stream", "s", "--region", "eu-west-1", "--file", "no/such/file"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("There is no file no/such/file.").contains("\tat io.millrace.app");
    }
}
