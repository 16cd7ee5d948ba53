package io.millrace.adapters.aws;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSortedMap;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.WorkerLoad;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Attributes of a session that tell its load; none for {@link WorkerLoad#NONE}. {@code levels} maps each stream to the
 * shards of each level as {@link ShardOrdinals} writes them, {@code 1:0-3,7 4:9}; a shard whose id is not of Kinesis' form
 * stands in {@code otherLevels} with its full key, {@code 4 stream/shard}. At every heartbeat all of it is written, so that
 * it has to be short.
 */
final class LoadItem {
    private static final String CORES_USED = "coresUsed";
    private static final String CORES_AVAILABLE = "coresAvailable";
    private static final String LEVELS = "levels";
    private static final String OTHER_LEVELS = "otherLevels";
    private static final Splitter SPACE = Splitter.on(' ').omitEmptyStrings();

    private LoadItem() {}

    static void write(WorkerLoad load, ItemWriter item) {
        if (load.equals(WorkerLoad.NONE)) {
            return;
        }
        Map<String, SortedMap<Integer, SortedSet<Long>>> ordinals = new TreeMap<>();
        List<String> others = new ArrayList<>();
        load.levels().forEach((lease, level) -> {
            OptionalLong ordinal = ShardOrdinals.ordinal(lease.shard());
            if (ordinal.isPresent()) {
                ordinals.computeIfAbsent(lease.stream(), stream -> new TreeMap<>())
                        .computeIfAbsent(level, none -> new TreeSet<>())
                        .add(ordinal.getAsLong());
            } else {
                others.add(level + " " + lease);
            }
        });
        Map<String, AttributeValue> levels = new LinkedHashMap<>();
        ordinals.forEach((stream, byLevel) -> levels.put(
                stream,
                AttributeValue.fromS(byLevel.entrySet().stream()
                        .map(level -> level.getKey() + ":" + ShardOrdinals.write(level.getValue()))
                        .collect(Collectors.joining(" ")))));
        item.text(CORES_USED, Double.toString(load.coresUsed()))
                .text(CORES_AVAILABLE, Double.toString(load.coresAvailable()))
                .map(LEVELS, levels)
                .texts(OTHER_LEVELS, others);
    }

    static WorkerLoad read(ItemReader item) {
        Optional<String> coresUsed = item.optionalText(CORES_USED);
        if (coresUsed.isEmpty()) {
            return WorkerLoad.NONE;
        }
        TreeMap<LeaseKey, Integer> levels = new TreeMap<>();
        item.map(LEVELS).forEach((stream, shards) -> {
            if (shards.s() == null) {
                throw new CorruptItemException("attribute 'levels': the shards of '" + stream + "' are no text (S)");
            }
            ItemReader.parsed(LEVELS, shards.s(), text -> {
                SPACE.split(text).forEach(ofOneLevel -> parse(stream, ofOneLevel, levels));
                return text;
            });
        });
        for (String other : item.texts(OTHER_LEVELS)) {
            ItemReader.parsed(OTHER_LEVELS, other, text -> {
                int space = text.indexOf(' ');
                return levels.put(LeaseKey.parse(text.substring(space + 1)), number(text, space));
            });
        }
        double used = ItemReader.parsed(CORES_USED, coresUsed.get(), Double::valueOf);
        double available = ItemReader.parsed(CORES_AVAILABLE, item.text(CORES_AVAILABLE), Double::valueOf);
        return ItemReader.checked(
                "'coresUsed', 'coresAvailable' and 'levels'",
                () -> new WorkerLoad(used, available, ImmutableSortedMap.copyOf(levels)));
    }

    private static void parse(String stream, String ofOneLevel, Map<LeaseKey, Integer> into) {
        int colon = ofOneLevel.indexOf(':');
        int level = number(ofOneLevel, colon);
        ShardOrdinals.parse(ofOneLevel.substring(colon + 1), shard -> into.put(new LeaseKey(stream, shard), level));
    }

    /** The level, which stands before the separator. */
    private static int number(String text, int separator) {
        if (separator < 0) {
            throw new IllegalArgumentException("there is no level in '" + text + "'");
        }
        return Integer.parseInt(text.substring(0, separator));
    }
}
