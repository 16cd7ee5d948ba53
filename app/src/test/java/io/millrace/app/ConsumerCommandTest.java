package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.adapters.aws.KinesisRecordSource;
import io.millrace.adapters.aws.local.LocalKinesis;
import io.millrace.adapters.aws.local.LocalServers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import picocli.CommandLine;

@ExtendWith(LocalServers.class)
class ConsumerCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int consumer(LocalKinesis kinesis, String... more) {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        String[] arguments = {
            "consumer",
            "--stream",
            "consumed",
            "--name",
            "tills",
            "--region",
            "us-east-1",
            "--endpoint",
            kinesis.endpoint().toString()
        };
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + more.length);
        System.arraycopy(more, 0, all, arguments.length, more.length);
        return commandLine.execute(all);
    }

    @Test
    void aConsumerIsShownAndDeregisteredOnlyWhenThatIsAskedFor(LocalKinesis kinesis) throws Exception {
        kinesis.createStream("consumed", 1);
        System.setProperty("aws.accessKeyId", "local");
        System.setProperty("aws.secretAccessKey", "local");
        try (KinesisRecordSource source = KinesisRecordSource.builder().stream("consumed")
                .aws(kinesis.settings())
                .build()) {
            assertThat(consumer(kinesis)).isEqualTo(1);
            assertThat(err.toString()).contains("The stream 'consumed' has no consumer 'tills'");

            source.fanOut()
                    .orElseThrow()
                    .registerConsumer("tills")
                    .toCompletableFuture()
                    .join();
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                out.getBuffer().setLength(0);
                assertThat(consumer(kinesis)).isZero();
                assertThat(out.toString()).startsWith("tills is ACTIVE: arn:");
            });
            assertThat(consumer(kinesis, "--deregister")).isZero();
            assertThat(out.toString()).contains("tills is deregistered: arn:");
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(consumer(kinesis)).isEqualTo(1));
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }
}
