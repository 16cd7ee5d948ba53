package io.millrace.adapters.aws;

import io.millrace.adapters.aws.local.LocalKinesis;
import io.millrace.adapters.aws.local.LocalServers;
import io.millrace.ports.contract.FanOutContract;
import io.millrace.ports.contract.StreamFixture;
import io.millrace.ports.source.RecordSource;
import java.util.UUID;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The kit against kinesis-local as far as that goes: 0.6.2 never ends a closed shard, names no child shards, accepts
 * shards that do not exist, and refuses another subscription however old the first one is. {@link KinesisFanOutTest} has the rest.
 */
@ExtendWith(LocalServers.class)
class KinesisFanOutContractTest extends FanOutContract {
    private final LocalKinesis kinesis;

    KinesisFanOutContractTest(LocalKinesis kinesis) {
        this.kinesis = kinesis;
    }

    @Override
    public StreamFixture createStream(int shards) {
        String name = "fan-out-" + UUID.randomUUID();
        kinesis.createStream(name, shards);
        return new LocalStream(kinesis, name, sourceOfMissingStream(name));
    }

    @Override
    public RecordSource sourceOfMissingStream(String streamName) {
        return KinesisRecordSource.builder().stream(streamName)
                .aws(kinesis.settings())
                .build();
    }

    @Override
    public boolean endsClosedShards() {
        return false;
    }

    @Override
    public boolean takesOver() {
        return false;
    }

    @Override
    public boolean missesTheUnknown() {
        return false;
    }
}
