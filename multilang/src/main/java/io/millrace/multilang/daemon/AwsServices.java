package io.millrace.multilang.daemon;

import io.millrace.adapters.aws.KclFinding;
import io.millrace.adapters.aws.KclLeaseTable;
import io.millrace.adapters.aws.KinesisRecordSource;
import io.millrace.multilang.leases.LeaseStoreAddress;
import io.millrace.multilang.leases.LeaseStores;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.store.LeaseStore;

/** Kinesis, and the lease store that the settings name. */
record AwsServices(DaemonSettings settings) implements Services {
    @Override
    public RecordSource recordSource() {
        return KinesisRecordSource.builder().stream(settings.stream())
                .aws(settings.kinesis())
                .build();
    }

    @Override
    public LeaseStore leaseStore(LeaseStoreAddress address, boolean createTableIfMissing) {
        LeaseStores.Application application = new LeaseStores.Application(
                settings.application(),
                settings.stream(),
                settings.initialPosition(),
                settings.times().kclFailover());
        return LeaseStores.at(address, application, settings.dynamoDb(), createTableIfMissing);
    }

    @Override
    public KclFinding kclLeases() throws InterruptedException {
        return KclLeaseTable.look(settings.dynamoDb(), settings.kclTable());
    }
}
