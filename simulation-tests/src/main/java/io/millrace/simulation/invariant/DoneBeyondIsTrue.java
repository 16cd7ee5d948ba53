package io.millrace.simulation.invariant;

import io.millrace.domain.checkpoint.DoneBeyond;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.StreamRecord;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * S26 and its use: what a lease says is done beyond its checkpoint is done, and whoever takes the lease does not do it again.
 * Where retention has reached the anchor, the numbers count from a record that is no more, and mean nothing.
 */
final class DoneBeyondIsTrue extends Invariant {
    private record Term(LeaseKey lease, long epoch) {}

    private final StreamTruth stream;
    private final Map<Term, DoneBeyond> taken = new HashMap<>();

    DoneBeyondIsTrue(StreamTruth stream, Verdict verdict) {
        super(
                "S26",
                "What a lease says is done beyond its checkpoint has been processed, and is not handed over again to whoever"
                        + " takes the lease.",
                verdict);
        this.stream = stream;
    }

    @Override
    public void applied(AppliedWrite write) {
        Optional<DoneBeyond> now = write.leaseAfter().flatMap(Lease::doneBeyond);
        if (now.isEmpty()) {
            return;
        }
        Lease lease = write.leaseAfter().orElseThrow();
        if (write.isTake()) {
            taken.put(new Term(lease.key(), lease.ownership().epoch()), now.get());
        }
        ShardTruth shard = stream.shard(lease.shard());
        int anchor = shard.indexOf(now.get().anchor());
        if (write.leaseBefore().flatMap(Lease::doneBeyond).equals(now) || anchor < shard.firstRetained()) {
            return;
        }
        int nextOpen = 0;
        for (int number = 0; number < now.get().count(); number++) {
            if (nextOpen < now.get().open().length() && now.get().open().get(nextOpen) == number) {
                nextOpen++;
            } else if (!shard.isDone(anchor + number)) {
                violated(
                        lease.shard(),
                        write.writer() + " stored beyond " + lease.checkpoint() + " that "
                                + shard.record(anchor + number) + " is done, " + number + " after "
                                + now.get().anchor() + ", and it is not");
                return;
            }
        }
    }

    @Override
    public void began(ProcessorCall call) {
        DoneBeyond beyond = call.isBatch()
                ? taken.get(
                        new Term(call.run().shard().lease(), call.run().shard().epoch()))
                : null;
        if (beyond == null) {
            return;
        }
        ShardTruth shard = stream.shard(call.shard());
        int anchor = shard.indexOf(beyond.anchor());
        for (StreamRecord record : call.records()) {
            int number = shard.indexOf(record.position()) - anchor;
            if (anchor >= shard.firstRetained()
                    && number >= 0
                    && number < beyond.count()
                    && !beyond.open().contains(number)) {
                violated(
                        call.shard(),
                        call.run() + " got " + record.position() + ", which the lease said was done, " + number
                                + " after " + beyond.anchor());
                return;
            }
        }
    }
}
