package io.millrace.app;

import io.millrace.adapters.aws.KinesisRecordSource;
import io.millrace.ports.source.ConsumerAnswer;
import io.millrace.ports.source.FanOutSource;
import io.millrace.ports.source.RecordSource;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows and deregisters the consumer that an application has registered for enhanced fan-out. */
@Command(
        name = "consumer",
        description = {
            "Shows a consumer that is registered with a stream for enhanced fan-out. Workers register it and never"
                    + " deregister it, because others may use it; it costs until it is deregistered.",
            "A worker that still reads with a consumer that is deregistered registers another."
        })
final class ConsumerCommand extends BaseCommand {
    @Option(names = "--stream", required = true, paramLabel = "STREAM", description = "The stream's name or ARN.")
    private String stream = "";

    @Option(
            names = "--name",
            required = true,
            paramLabel = "NAME",
            description = "The consumer's name, by default of the daemon that of the application.")
    private String name = "";

    @Option(names = "--deregister", description = "Deregister it.")
    private boolean deregister;

    @Mixin
    private AwsOptions aws = new AwsOptions();

    @Mixin
    private KinesisOptions kinesis = new KinesisOptions();

    @Override
    public Integer call() {
        try (RecordSource source = check(() -> KinesisRecordSource.builder().stream(stream)
                .aws(aws.settings(kinesis.endpoint()))
                .build())) {
            FanOutSource fanOut = source.fanOut().orElseThrow();
            ConsumerAnswer.Registered found = registered(fanOut.describeConsumer(name));
            if (deregister) {
                ConsumerAnswer left = answer(fanOut.deregisterConsumer(found.arn()));
                print(left instanceof ConsumerAnswer.Registered going ? going : found, "is deregistered");
            } else {
                print(found, "is " + found.status());
            }
            return ExitCode.OK;
        }
    }

    private void print(ConsumerAnswer.Registered consumer, String what) {
        spec().commandLine().getOut().println(consumer.name() + " " + what + ": " + consumer.arn());
    }

    private ConsumerAnswer.Registered registered(CompletionStage<ConsumerAnswer> call) {
        if (answer(call) instanceof ConsumerAnswer.Registered found) {
            return found;
        }
        throw new CommandFailedException("The stream '" + stream + "' has no consumer '" + name
                + "'. Its name is another, or no worker has read by enhanced fan-out yet.");
    }

    private static ConsumerAnswer answer(CompletionStage<ConsumerAnswer> call) {
        ConsumerAnswer answer = call.toCompletableFuture().join();
        if (answer instanceof ConsumerAnswer.Failed failed) {
            throw new CommandFailedException(failed.failure().explanation());
        }
        return answer;
    }
}
