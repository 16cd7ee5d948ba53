package io.millrace.benchmarks.readers;

import io.millrace.adapters.aws.DynamoDbLeaseStore;
import io.millrace.adapters.aws.KinesisRecordSource;
import io.millrace.domain.consumer.FanOutSettings;
import io.millrace.domain.consumer.PollingSettings;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.engine.KinesisConsumer;
import io.millrace.engine.KinesisConsumerBuilder;
import io.millrace.ports.processing.RecordBatch;
import io.millrace.ports.processing.RecordProcessor;

/**
 * Millrace as its users have it, with leases in DynamoDB and all its defaults, but for the quotas of Kinesis, to which it
 * keeps by itself and which the stub does not have.
 */
public final class MillraceReader {
    private static final int NO_LIMIT_OF_READS = 1_000;
    private static final long NO_LIMIT_OF_BYTES = 1L << 40;

    private MillraceReader() {}

    /** Runs it until its standard input ends. */
    public static void main(String[] arguments) throws InterruptedException {
        Target target = Target.of(arguments);
        Tally tally = new Tally();
        tally.answerStandardInput();
        KinesisConsumerBuilder builder = KinesisConsumer.builder()
                .workerId("benchmark")
                .leaseStore(DynamoDbLeaseStore.builder()
                        .application(target.application())
                        .table("millrace-benchmark")
                        .aws(aws -> aws.region("us-east-1")
                                .endpoint(target.dynamoDb())
                                .credentials(Target.CREDENTIALS))
                        .build())
                .recordSource(KinesisRecordSource.builder().stream(target.stream())
                        .aws(aws -> aws.region("us-east-1")
                                .endpoint(target.kinesis())
                                .credentials(Target.CREDENTIALS))
                        .build())
                .polling(withoutQuotas())
                .processorFactory(
                        shard -> new Counting(tally.shard(shard.shardId().value())));
        if (target.isPushed()) {
            builder.fanOut(FanOutSettings.as(target.application()));
        }
        builder.build().run();
    }

    private static PollingSettings withoutQuotas() {
        PollingSettings defaults = PollingSettings.defaults();
        return new PollingSettings(
                defaults.maxRecordsPerRead(),
                NO_LIMIT_OF_READS,
                NO_LIMIT_OF_BYTES,
                defaults.idleMinimum(),
                defaults.idleMaximum(),
                defaults.iteratorLife(),
                defaults.backoff());
    }

    private record Counting(Tally.Shard tally) implements RecordProcessor {
        @Override
        public void processRecords(RecordBatch batch) {
            for (StreamRecord record : batch.records()) {
                tally.look(
                        record.data(),
                        record.partitionKey(),
                        record.sequenceNumber().toString());
            }
            tally.add(batch.records().size());
        }
    }
}
