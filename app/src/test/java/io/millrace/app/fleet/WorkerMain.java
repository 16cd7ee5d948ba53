package io.millrace.app.fleet;

import io.millrace.adapters.aws.DynamoDbLeaseStore;
import io.millrace.adapters.aws.KinesisRecordSource;
import io.millrace.adapters.aws.local.LocalAws;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.engine.KinesisConsumer;
import io.millrace.ports.telemetry.WorkerEvent;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.List;

/**
 * One worker as a process of its own. Prints a line for each record and for each event that the tests look at:
 * {@code record|event <epoch milliseconds> ...}.
 */
public final class WorkerMain {
    private static final List<String> WRITES = List.of("create", "replace", "heartbeat", "delete");

    private WorkerMain() {}

    public static void main(String[] arguments) throws Exception {
        String worker = arguments[0];
        String stream = arguments[1];
        URI kinesis = URI.create(arguments[2]);
        URI dynamoDb = URI.create(arguments[3]);
        print("up " + ManagementFactory.getRuntimeMXBean().getStartTime());
        try (DynamoDbLeaseStore leases = DynamoDbLeaseStore.builder()
                        .application("fleet-" + stream)
                        .table("millrace-fleets")
                        .aws(LocalAws.settings(dynamoDb))
                        .build();
                KinesisRecordSource source = KinesisRecordSource.builder().stream(stream)
                        .aws(LocalAws.settings(kinesis))
                        .build();
                KinesisConsumer consumer = KinesisConsumer.builder()
                        .workerId(worker)
                        .leaseStore(leases)
                        .recordSource(source)
                        .processor(batch -> {
                            for (StreamRecord record : batch.records()) {
                                print("record " + System.currentTimeMillis() + " "
                                        + batch.shard().shardId() + " " + record.dataAsText());
                            }
                        })
                        .listener(WorkerMain::tell)
                        .build()) {
            print("stopped " + consumer.run());
        }
    }

    private static void tell(WorkerEvent event) {
        boolean write = event instanceof WorkerEvent.CallEnded call
                && call.port().equals("store")
                && WRITES.contains(call.operation());
        if (event instanceof WorkerEvent.Fetched
                || (event instanceof WorkerEvent.CallEnded && !write)
                || event instanceof WorkerEvent.BatchStarted
                || event instanceof WorkerEvent.BatchDone
                || event instanceof WorkerEvent.HeartbeatSent) {
            return;
        }
        print("event " + System.currentTimeMillis() + " " + event);
    }

    private static synchronized void print(String line) {
        System.out.println(line);
    }
}
