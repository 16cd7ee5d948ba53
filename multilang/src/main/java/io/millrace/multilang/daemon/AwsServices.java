package io.millrace.multilang.daemon;

import io.millrace.adapters.aws.DynamoDbLeaseStore;
import io.millrace.adapters.aws.KclFinding;
import io.millrace.adapters.aws.KclLeaseTable;
import io.millrace.adapters.aws.KinesisRecordSource;
import io.millrace.multilang.leases.LeaseStoreAddress;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.store.LeaseStore;

/** Kinesis and DynamoDB, as the settings say. */
record AwsServices(DaemonSettings settings) implements Services {
    @Override
    public RecordSource recordSource() {
        return KinesisRecordSource.builder().stream(settings.stream())
                .aws(settings.kinesis())
                .build();
    }

    @Override
    public LeaseStore leaseStore(boolean createTableIfMissing) {
        return DynamoDbLeaseStore.builder()
                .application(settings.application())
                .table(((LeaseStoreAddress.DynamoDb) settings.leaseStore()).table())
                .createTableIfMissing(createTableIfMissing)
                .aws(settings.dynamoDb())
                .build();
    }

    @Override
    public KclFinding kclLeases() throws InterruptedException {
        return KclLeaseTable.look(settings.dynamoDb(), settings.kclTable());
    }
}
