package example.wordcount;

import io.millrace.adapters.aws.DynamoDbLeaseStore;
import io.millrace.adapters.aws.KinesisRecordSource;
import io.millrace.engine.KinesisConsumer;

/**
 * Counts the words of a stream until it is told to end (Ctrl-C), then prints them. Start it several times, on any machines,
 * with the same two arguments: the processes share the stream's shards.
 *
 * <p>Region and credentials come from where the AWS SDK finds them, and so do the endpoints, for an emulator:
 * {@code AWS_ENDPOINT_URL_KINESIS} and {@code AWS_ENDPOINT_URL_DYNAMODB}.
 */
public final class WordCount {
    private WordCount() {}

    /** Takes the name or the ARN of the stream, and that of the application whose workers share it. */
    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length != 2) {
            System.err.println("usage: WordCount STREAM APPLICATION");
            System.exit(2);
        }
        WordCounts words = new WordCounts();
        String reason = count(arguments[0], arguments[1], words);
        System.err.println("ended: " + reason);
        words.print(System.out);
    }

    private static String count(String stream, String application, WordCounts words) throws InterruptedException {
        try (var leases = DynamoDbLeaseStore.builder()
                        .table("millrace-leases")
                        .application(application)
                        .build();
                var source = KinesisRecordSource.builder().stream(stream).build();
                var consumer = KinesisConsumer.builder()
                        .leaseStore(leases)
                        .recordSource(source)
                        .processor(words)
                        .build()) {
            return consumer.run();
        }
    }
}
