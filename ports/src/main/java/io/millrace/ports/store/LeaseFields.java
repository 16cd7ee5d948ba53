package io.millrace.ports.store;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.PendingCheckpoint;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.ShardId;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/** Fields of a lease. */
final class LeaseFields {
    private LeaseFields() {}

    static void write(Lease lease, FieldWriter fields) {
        fields.text("stream", lease.key().stream())
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

    static Lease read(FieldReader fields) {
        String stream = fields.text("stream");
        ShardId shard = fields.parsed("shard", ShardId::new);
        BigInteger start = fields.parsed("hashKeyStart", BigInteger::new);
        BigInteger end = fields.parsed("hashKeyEnd", BigInteger::new);
        Optional<Checkpoint> pending = fields.optionalParsed("pendingCheckpoint", CheckpointText::parse);
        Optional<String> pendingState = fields.optionalText("pendingState");
        if (pending.isEmpty() && pendingState.isPresent()) {
            throw new CorruptFieldsException("field 'pendingState' stands there without 'pendingCheckpoint'");
        }
        return new Lease(
                FieldReader.checked("'stream' and 'shard'", () -> new LeaseKey(stream, shard)),
                FieldReader.checked("'hashKeyStart' and 'hashKeyEnd'", () -> new HashKeyRange(start, end)),
                fields.list("parents", ShardId::new),
                fields.flag("lineageStart"),
                fields.ownership(),
                fields.parsed("checkpoint", CheckpointText::parse),
                fields.optionalParsed("checkpointArrival", Instant::parse),
                pending.map(checkpoint -> new PendingCheckpoint(checkpoint, pendingState)),
                fields.optionalParsed("doneBeyond", DoneBeyondText::parse));
    }
}
