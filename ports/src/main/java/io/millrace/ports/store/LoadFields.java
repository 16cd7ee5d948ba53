package io.millrace.ports.store;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.WorkerLoad;
import java.util.Map;
import java.util.Optional;

/** Fields of a session that tell its load: none for {@link WorkerLoad#NONE}, which is also what older versions write. */
final class LoadFields {
    private static final String CORES_USED = "coresUsed";
    private static final String CORES_AVAILABLE = "coresAvailable";
    private static final String LEVELS = "levels";

    private LoadFields() {}

    static void write(WorkerLoad load, FieldWriter fields) {
        if (!load.equals(WorkerLoad.NONE)) {
            fields.text(CORES_USED, Double.toString(load.coresUsed()))
                    .text(CORES_AVAILABLE, Double.toString(load.coresAvailable()))
                    .texts(
                            LEVELS,
                            load.levels().entrySet().stream()
                                    .map(level -> level.getValue() + " " + level.getKey())
                                    .collect(ImmutableList.toImmutableList()));
        }
    }

    static WorkerLoad read(FieldReader fields) {
        Optional<Double> coresUsed = fields.optionalParsed(CORES_USED, Double::valueOf);
        if (coresUsed.isEmpty()) {
            return WorkerLoad.NONE;
        }
        double coresAvailable = fields.parsed(CORES_AVAILABLE, Double::valueOf);
        ImmutableList<Map.Entry<LeaseKey, Integer>> levels = fields.list(LEVELS, LoadFields::level);
        return FieldReader.checked(
                "'coresUsed', 'coresAvailable' and 'levels'",
                () -> new WorkerLoad(coresUsed.get(), coresAvailable, ImmutableSortedMap.copyOf(levels)));
    }

    private static Map.Entry<LeaseKey, Integer> level(String text) {
        int space = text.indexOf(' ');
        if (space < 0) {
            throw new IllegalArgumentException("a level reads number stream/shard");
        }
        return Map.entry(LeaseKey.parse(text.substring(space + 1)), Integer.parseInt(text.substring(0, space)));
    }
}
