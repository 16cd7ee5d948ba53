package example.wordcount;

import io.millrace.adapters.aws.DynamoDbLeaseStore;
import io.millrace.adapters.aws.KinesisRecordSource;
import io.millrace.engine.KinesisConsumer;

/** The smallest whole consumer; the README shows it. */
public class PrintRecords {
    public static void main(String[] arguments) throws InterruptedException {
        try (var leases = DynamoDbLeaseStore.builder().table("millrace-leases").application("printer").build();
                var stream = KinesisRecordSource.builder().stream("my-stream").build();
                var consumer = KinesisConsumer.builder()
                        .leaseStore(leases)
                        .recordSource(stream)
                        .processor(batch -> batch.records().forEach(record -> System.out.println(record.dataAsText())))
                        .build()) {
            consumer.run();
        }
    }
}
