package io.millrace.adapters.aws;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.PendingCheckpoint;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.store.CheckpointText;
import io.millrace.ports.store.DoneBeyondText;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/** Attributes of a lease. Hash keys are texts, because a number of DynamoDB has 38 digits and a hash key up to 39. */
final class LeaseItem {
    private LeaseItem() {}

    static void write(Lease lease, ItemWriter item) {
        item.text("stream", lease.key().stream())
                .text("shard", lease.key().shard().value())
                .text("hashKeyStart", lease.hashKeyRange().start().toString())
                .text("hashKeyEnd", lease.hashKeyRange().end().toString())
                .texts("parents", lease.parents().stream().map(ShardId::value).collect(ImmutableList.toImmutableList()))
                .flag("lineageStart", lease.lineageStart())
                .ownership(lease.ownership())
                .text("checkpoint", CheckpointText.write(lease.checkpoint()))
                .text("checkpointArrival", lease.checkpointArrival().map(Instant::toString))
                .text(
                        "pendingCheckpoint",
                        lease.pending().map(PendingCheckpoint::checkpoint).map(CheckpointText::write))
                .text("pendingState", lease.pending().flatMap(PendingCheckpoint::state))
                .text("doneBeyond", lease.doneBeyond().map(DoneBeyondText::write));
    }

    static Lease read(ItemReader item) {
        String stream = item.text("stream");
        String shard = item.text("shard");
        BigInteger start = item.wholeNumberText("hashKeyStart");
        BigInteger end = item.wholeNumberText("hashKeyEnd");
        Optional<Checkpoint> pending = item.optionalText("pendingCheckpoint")
                .map(text -> ItemReader.parsed("pendingCheckpoint", text, CheckpointText::parse));
        Optional<String> pendingState = item.optionalText("pendingState");
        return new Lease(
                ItemReader.checked("'stream' and 'shard'", () -> new LeaseKey(stream, new ShardId(shard))),
                ItemReader.checked("'hashKeyStart' and 'hashKeyEnd'", () -> new HashKeyRange(start, end)),
                item.texts("parents").stream()
                        .map(parent -> ItemReader.parsed("parents", parent, ShardId::new))
                        .collect(ImmutableList.toImmutableList()),
                item.flag("lineageStart"),
                item.ownership(),
                ItemReader.parsed("checkpoint", item.text("checkpoint"), CheckpointText::parse),
                item.optionalInstant("checkpointArrival"),
                pending.map(checkpoint -> new PendingCheckpoint(checkpoint, pendingState)),
                item.optionalText("doneBeyond")
                        .map(text -> ItemReader.parsed("doneBeyond", text, DoneBeyondText::parse)));
    }
}
