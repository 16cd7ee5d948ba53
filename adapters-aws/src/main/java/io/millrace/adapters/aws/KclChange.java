package io.millrace.adapters.aws;

import com.google.common.collect.ImmutableMap;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.Ownership;
import io.millrace.domain.lease.PendingCheckpoint;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.store.DoneBeyondText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The attributes that make one lease of another, and no more: what KCL or anybody else keeps in the item beside them stays
 * as it is. The counter grows by one, as with all that an owner does in KCL.
 */
final class KclChange {
    private final InitialPosition initial;
    private final Map<String, AttributeValue> set = new LinkedHashMap<>();
    private final Set<String> remove = new LinkedHashSet<>();
    private boolean countSwitch;

    private KclChange(InitialPosition initial) {
        this.initial = initial;
    }

    /** Everything of a new lease, its key and counter included. */
    static Map<String, AttributeValue> creation(Lease lease, InitialPosition initial) {
        KclChange change = new KclChange(initial);
        change.text(KclAttributes.KEY, lease.shard().value());
        change.number(KclAttributes.COUNTER, 0);
        change.number(KclAttributes.OWNER_SWITCHES, 0);
        change.text(KclAttributes.ENTITY_TYPE, KclAttributes.ENTITY_LEASE);
        change.lineage(lease);
        change.ownership(lease.ownership());
        change.checkpoint(lease);
        change.pending(lease.pending());
        change.doneBeyond(lease);
        return change.set;
    }

    /** What has to change, in an item that holds {@code before}, for it to hold {@code next}. */
    static KclChange between(Lease before, Lease next, long nextCounter, InitialPosition initial) {
        KclChange change = new KclChange(initial);
        change.number(KclAttributes.COUNTER, nextCounter);
        if (!before.hashKeyRange().equals(next.hashKeyRange())
                || !before.parents().equals(next.parents())
                || before.lineageStart() != next.lineageStart()) {
            change.lineage(next);
        }
        if (!before.ownership().equals(next.ownership())) {
            change.ownership(next.ownership());
            change.countSwitch = before.ownership().owner().isPresent()
                    && next.ownership().owner().isPresent()
                    && !before.ownership().owner().equals(next.ownership().owner());
        }
        if (!before.checkpoint().equals(next.checkpoint())
                || !before.checkpointArrival().equals(next.checkpointArrival())) {
            change.checkpoint(next);
            change.number(KclAttributes.OWNER_SWITCHES, 0);
            change.countSwitch = false;
        }
        if (!before.pending().equals(next.pending())) {
            change.pending(next.pending());
        }
        if (!before.doneBeyond().equals(next.doneBeyond())) {
            change.doneBeyond(next);
        }
        return change;
    }

    private void lineage(Lease lease) {
        text(KclAttributes.RANGE_START, lease.hashKeyRange().start().toString());
        text(KclAttributes.RANGE_END, lease.hashKeyRange().end().toString());
        set.put(KclAttributes.OUR_LINEAGE_START, AttributeValue.fromBool(lease.lineageStart()));
        List<String> parents = lease.parents().stream().map(ShardId::value).toList();
        if (parents.isEmpty()) {
            remove.add(KclAttributes.PARENTS);
            remove.add(KclAttributes.OUR_PARENTS);
        } else {
            set.put(KclAttributes.PARENTS, AttributeValue.fromSs(List.copyOf(new LinkedHashSet<>(parents))));
            set.put(
                    KclAttributes.OUR_PARENTS,
                    AttributeValue.fromL(
                            parents.stream().map(AttributeValue::fromS).toList()));
        }
    }

    /** Removes KCL's mark of a hand-off with every change of owner: KCL takes one that is left over for the owner. */
    private void ownership(Ownership ownership) {
        number(KclAttributes.OUR_EPOCH, ownership.epoch());
        Optional<String> owner = ownership.owner().map(Object::toString);
        optionalText(KclAttributes.OWNER, owner);
        optionalText(KclAttributes.OUR_OWNER, owner);
        remove.add(KclAttributes.CHECKPOINT_OWNER);
    }

    private void checkpoint(Lease lease) {
        KclPosition position = KclPosition.of(lease.checkpoint(), initial);
        text(KclAttributes.CHECKPOINT, position.text());
        number(KclAttributes.CHECKPOINT_SUB, position.sub());
        optionalText(KclAttributes.OUR_TIMESTAMP, position.timestamp().map(Object::toString));
        optionalText(
                KclAttributes.OUR_ARRIVAL,
                lease.checkpointArrival().map(at -> KclItem.arrivalStamp(position.text(), position.sub()) + at));
    }

    private void pending(Optional<PendingCheckpoint> pending) {
        Optional<KclPosition> position =
                pending.map(PendingCheckpoint::checkpoint).map(checkpoint -> KclPosition.of(checkpoint, initial));
        optionalText(KclAttributes.PENDING, position.map(KclPosition::text));
        optionalText(
                KclAttributes.OUR_PENDING_TIMESTAMP,
                position.flatMap(KclPosition::timestamp).map(Object::toString));
        position.ifPresentOrElse(
                at -> number(KclAttributes.PENDING_SUB, at.sub()), () -> remove.add(KclAttributes.PENDING_SUB));
        Optional<String> state = pending.flatMap(PendingCheckpoint::state);
        state.ifPresentOrElse(
                text -> set.put(KclAttributes.PENDING_STATE, AttributeValue.fromB(SdkBytes.fromUtf8String(text))),
                () -> remove.add(KclAttributes.PENDING_STATE));
    }

    private void doneBeyond(Lease lease) {
        optionalText(KclAttributes.OUR_DONE_BEYOND, lease.doneBeyond().map(DoneBeyondText::write));
    }

    private void text(String name, String value) {
        set.put(name, AttributeValue.fromS(value));
    }

    private void number(String name, long value) {
        set.put(name, AttributeValue.fromN(Long.toString(value)));
    }

    private void optionalText(String name, Optional<String> value) {
        value.ifPresentOrElse(present -> text(name, present), () -> remove.add(name));
    }

    /** An update expression; the names are {@code #name}, the values {@code :name}. */
    String expression() {
        List<String> sets = new ArrayList<>();
        set.keySet().forEach(name -> sets.add("#" + name + " = :" + name));
        String expression = "SET " + String.join(", ", sets);
        if (!remove.isEmpty()) {
            expression += " REMOVE #" + String.join(", #", remove);
        }
        return countSwitch
                ? expression + " ADD #" + KclAttributes.OWNER_SWITCHES + " :" + KclAttributes.OWNER_SWITCHES
                : expression;
    }

    ImmutableMap<String, String> names() {
        Set<String> used = new LinkedHashSet<>(set.keySet());
        used.addAll(remove);
        if (countSwitch) {
            used.add(KclAttributes.OWNER_SWITCHES);
        }
        ImmutableMap.Builder<String, String> names = ImmutableMap.builder();
        used.forEach(name -> names.put("#" + name, name));
        return names.buildOrThrow();
    }

    ImmutableMap<String, AttributeValue> values() {
        ImmutableMap.Builder<String, AttributeValue> values = ImmutableMap.builder();
        set.forEach((name, value) -> values.put(":" + name, value));
        if (countSwitch) {
            values.put(":" + KclAttributes.OWNER_SWITCHES, AttributeValue.fromN("1"));
        }
        return values.buildOrThrow();
    }
}
