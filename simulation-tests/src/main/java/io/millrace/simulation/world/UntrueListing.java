package io.millrace.simulation.world;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.Shard;
import io.millrace.ports.source.ListShardsAnswer;
import io.millrace.simulation.scenario.FaultKind;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A listing of shards as it looks when the service has not heard yet of some of what has happened to them. */
final class UntrueListing {
    private UntrueListing() {}

    /** Whether this kind of fault is one of listings that do not tell the truth. */
    static boolean tells(FaultKind kind) {
        return kind == FaultKind.SOURCE_LIST_WITHOUT_CHILDREN
                || kind == FaultKind.SOURCE_LIST_WITHOUT_PARENTS
                || kind == FaultKind.SOURCE_LIST_SHOWS_CLOSED_OPEN;
    }

    /** @param chance asked for each shard of which it may be untrue */
    static ListShardsAnswer of(FaultKind kind, ListShardsAnswer answer, BooleanSupplier chance) {
        if (!(answer instanceof ListShardsAnswer.Page page)) {
            return answer;
        }
        ImmutableList.Builder<Shard> shown = ImmutableList.builder();
        for (Shard shard : page.shards()) {
            boolean affected = kind == FaultKind.SOURCE_LIST_WITHOUT_CHILDREN
                    ? !shard.parents().isEmpty()
                    : !shard.isOpen();
            if (!affected || !chance.getAsBoolean()) {
                shown.add(shard);
            } else if (kind == FaultKind.SOURCE_LIST_SHOWS_CLOSED_OPEN) {
                shown.add(asIfOpen(shard));
            }
        }
        return new ListShardsAnswer.Page(shown.build(), page.nextPageToken());
    }

    private static Shard asIfOpen(Shard shard) {
        return new Shard(
                shard.id(),
                shard.parent(),
                shard.adjacentParent(),
                shard.hashKeyRange(),
                shard.startingSequenceNumber(),
                Optional.empty());
    }
}
