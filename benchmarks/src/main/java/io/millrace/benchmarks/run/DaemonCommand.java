package io.millrace.benchmarks.run;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.millrace.benchmarks.measure.Contender;
import io.millrace.benchmarks.measure.Row;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * How a daemon is started: with the same properties file, but for the keys that only one of the two knows.
 *
 * @param kinesis where Kinesis answers
 * @param dynamoDb where DynamoDB answers
 */
record DaemonCommand(Workplace workplace, URI kinesis, URI dynamoDb) {
    static final String PLAIN_CHILD = "plain_child.py";
    private static final String FRAMED_CHILD = "framed_child.py";

    /** With its defaults KCL takes two minutes and more to its first record. */
    private static final ImmutableMap<String, String> SOONER =
            ImmutableMap.of("failoverTimeMillis", "3000", "shardSyncIntervalMillis", "1000");

    /** Lifts the quotas of Kinesis, to which Millrace keeps by itself, and KCL but for the reads. */
    private static final ImmutableMap<String, String> WITHOUT_QUOTAS =
            ImmutableMap.of("millrace.readsPerSecond", "1000", "millrace.bytesPerSecond", "100000000000");

    /**
     * @param application a name that no daemon had before, so that it begins without leases
     * @param folder for its properties, its log and the reports of its children
     */
    ProcessBuilder of(Row row, String application, Path folder) throws IOException {
        Path properties = folder.resolve("app.properties");
        Files.writeString(properties, text(properties(row, application)));
        ImmutableList.Builder<String> command = ImmutableList.<String>builder().add(Workplace.java());
        if (row.contender() == Contender.KCL) {
            command.addAll(workplace.kclOptions())
                    .add("-cp", workplace.kclJars() + "/*")
                    .add("software.amazon.kinesis.multilang.MultiLangDaemon");
        } else {
            command.addAll(workplace.millraceOptions())
                    .add("-XX:SharedArchiveFile=" + workplace.millraceArchive())
                    .add("-jar", workplace.millraceJar().toString())
                    .add("run");
        }
        command.add(properties.toString());
        ProcessBuilder process = new ProcessBuilder(command.build())
                .directory(workplace.children().toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("daemon.log").toFile());
        process.environment()
                .putAll(ImmutableMap.of(
                        "AWS_ACCESS_KEY_ID", "local",
                        "AWS_SECRET_ACCESS_KEY", "local",
                        "AWS_EC2_METADATA_DISABLED", "true",
                        "BENCHMARK_REPORTS", folder.toString(),
                        "PYTHONPATH", workplace.pythonPackage().toString()));
        return process;
    }

    private Map<String, String> properties(Row row, String application) {
        ImmutableMap.Builder<String, String> properties = ImmutableMap.<String, String>builder()
                .put(
                        "executableName",
                        "python3 " + (row.contender() == Contender.MILLRACE_FRAMES ? FRAMED_CHILD : PLAIN_CHILD))
                .put("streamName", row.shape().streamName())
                .put("applicationName", application)
                .put("AwsCredentialsProvider", "EnvironmentVariableCredentialsProvider")
                .put("regionName", "us-east-1")
                .put("kinesisEndpoint", kinesis.toString())
                .put("dynamoDBEndpoint", dynamoDb.toString())
                .put("initialPositionInStream", "TRIM_HORIZON")
                .put("retrievalMode", "POLLING")
                .put("maxRecords", "10000")
                // The least that KCL takes.
                .put("idleTimeBetweenReadsInMillis", "200")
                .put("metricsLevel", "NONE");
        properties.putAll(row.contender() == Contender.KCL ? SOONER : WITHOUT_QUOTAS);
        return properties.buildOrThrow();
    }

    private static String text(Map<String, String> properties) {
        StringBuilder text = new StringBuilder();
        properties.forEach(
                (key, value) -> text.append(key).append(" = ").append(value).append('\n'));
        return text.toString();
    }
}
