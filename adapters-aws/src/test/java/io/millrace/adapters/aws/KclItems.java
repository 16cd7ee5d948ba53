package io.millrace.adapters.aws;

import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Items of KCL's lease table as KCL 2.x and 3.x write them. */
final class KclItems {
    static final String SHARD = "shardId-000000000001";
    static final String POSITION = "49590338271490256608559692538361571095921575989136588898";

    private final Map<String, AttributeValue> item = new LinkedHashMap<>();

    /** What shard sync of KCL 2.x creates, with TRIM_HORIZON. */
    static KclItems created() {
        return new KclItems()
                .text("leaseKey", SHARD)
                .number("leaseCounter", 0)
                .number("ownerSwitchesSinceCheckpoint", 0)
                .text("checkpoint", "TRIM_HORIZON")
                .number("checkpointSubSequenceNumber", 0)
                .texts("parentShardId", "shardId-000000000000")
                .text("startingHashKey", "0")
                .text("endingHashKey", "170141183460469231731687303715884105727");
    }

    /** One that worker-a of KCL 3.x has worked on. */
    static KclItems owned() {
        return created()
                .text("leaseOwner", "worker-a")
                .number("leaseCounter", 417)
                .text("checkpoint", POSITION)
                .number("checkpointSubSequenceNumber", 3)
                .text("entityType", "LEASE")
                .number("throughputKBps", 12);
    }

    KclItems text(String name, String value) {
        item.put(name, AttributeValue.fromS(value));
        return this;
    }

    KclItems number(String name, long value) {
        item.put(name, AttributeValue.fromN(Long.toString(value)));
        return this;
    }

    KclItems texts(String name, String... values) {
        item.put(name, AttributeValue.fromSs(List.of(values)));
        return this;
    }

    KclItems without(String name) {
        item.remove(name);
        return this;
    }

    ImmutableMap<String, AttributeValue> toItem() {
        return ImmutableMap.copyOf(item);
    }
}
