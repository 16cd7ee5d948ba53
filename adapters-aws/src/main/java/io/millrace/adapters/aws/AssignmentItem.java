package io.millrace.adapters.aws;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.lease.Assignment;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Attributes of an assignment. {@code leases} maps each stream to its shards as {@link ShardOrdinals} writes them; a shard
 * whose id is not of Kinesis' form stands by its full key in {@code otherLeases}.
 */
final class AssignmentItem {
    private AssignmentItem() {}

    static void write(Assignment assignment, ItemWriter item) {
        Map<String, SortedSet<Long>> ordinals = new TreeMap<>();
        ImmutableList.Builder<String> others = ImmutableList.builder();
        for (LeaseKey lease : assignment.leases()) {
            OptionalLong ordinal = ShardOrdinals.ordinal(lease.shard());
            if (ordinal.isPresent()) {
                ordinals.computeIfAbsent(lease.stream(), stream -> new TreeSet<>())
                        .add(ordinal.getAsLong());
            } else {
                others.add(lease.toString());
            }
        }
        Map<String, AttributeValue> leases = new LinkedHashMap<>();
        ordinals.forEach((stream, shards) -> leases.put(stream, AttributeValue.fromS(ShardOrdinals.write(shards))));
        item.text("session", assignment.session().value())
                .text("leader", assignment.leader().value())
                .number("leaderEpoch", assignment.leaderEpoch())
                .map("leases", leases)
                .texts("otherLeases", others.build());
    }

    static Assignment read(ItemReader item) {
        ImmutableSortedSet.Builder<LeaseKey> leases = ImmutableSortedSet.naturalOrder();
        item.map("leases").forEach((stream, shards) -> {
            if (shards.s() == null) {
                throw new CorruptItemException("attribute 'leases': the shards of '" + stream + "' are no text (S)");
            }
            ItemReader.parsed("leases", shards.s(), text -> {
                ShardOrdinals.parse(text, shard -> leases.add(new LeaseKey(stream, shard)));
                return text;
            });
        });
        for (String other : item.texts("otherLeases")) {
            leases.add(ItemReader.parsed("otherLeases", other, LeaseKey::parse));
        }
        return new Assignment(
                new SessionId(item.text("session")),
                new SessionId(item.text("leader")),
                item.number("leaderEpoch"),
                leases.build());
    }
}
