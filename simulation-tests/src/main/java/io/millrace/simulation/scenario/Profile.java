package io.millrace.simulation.scenario;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.text.Nearest;
import java.util.Arrays;
import java.util.Locale;

/** What kind of trouble a generated scenario is in. */
public enum Profile {
    /** Nothing happens to the fleet. */
    CALM("nothing goes wrong"),
    /** Anything may go wrong; each scenario draws which kinds of trouble it has at all. */
    SWARM("anything may go wrong, in each run some of it"),
    PROCESSES("workers crash, return, stand still and are slow"),
    CLOCKS("clocks drift and are set"),
    STORE("the lease store fails in every way, and operators delete from it"),
    KINESIS("the stream's calls fail in every way, and shards are split and merged"),
    NETWORK("workers are cut off from the store, the stream, or both"),
    USER_CODE("record processors are slow, hang, throw, and checkpoint in odd ways"),
    FLEET("workers join, stop, flap and share a name"),
    ROLLING_DEPLOY("one worker after the other is stopped in good order and started again"),
    RESHARD_STORM("shards are split and merged again before their parents are read"),
    SCALE("the fleet grows from one worker to all, and shrinks to one again"),
    PARALLEL("records of a shard are processed side by side and come in aggregates, while all but user code fails"),
    FAN_OUT("shards are read by enhanced fan-out, while subscriptions break in every way, and all but user code fails"),
    STREAMS("the application has several streams, which workers leave out and take up, and all but user code fails");

    private final String sentence;

    Profile(String sentence) {
        this.sentence = sentence;
    }

    /** What happens, for people. */
    public String sentence() {
        return sentence;
    }

    /** As people write it, for instance {@code user-code}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The names of all. */
    public static ImmutableList<String> texts() {
        return Arrays.stream(values()).map(Profile::text).collect(ImmutableList.toImmutableList());
    }

    /**
     * @param text as {@link #text}
     * @throws IllegalArgumentException when there is none of this name; its message says which is meant
     */
    public static Profile of(String text) {
        return Arrays.stream(values())
                .filter(profile -> profile.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("profile: '" + text + "' is none of "
                        + String.join(", ", texts()) + "; do you mean " + Nearest.to(text, texts()) + "?"));
    }

    /** What may go wrong in it by chance; what is done to the fleet or the stream by plan comes on top. */
    ImmutableList<Hazard> hazards() {
        return switch (this) {
            case CALM, ROLLING_DEPLOY, RESHARD_STORM, SCALE -> ImmutableList.of();
            case SWARM -> Hazards.all();
            case PARALLEL -> allButUserCode();
            case STREAMS ->
                ImmutableList.<Hazard>builder()
                        .addAll(FleetHazards.streams())
                        .addAll(allButUserCode())
                        .build();
            case FAN_OUT ->
                ImmutableList.<Hazard>builder()
                        .addAll(ServiceHazards.subscriptions())
                        .addAll(allButUserCode())
                        .build();
            default -> Hazards.of(FaultGroup.valueOf(name()));
        };
    }

    /** Whether each scenario draws which kinds of trouble it has at all. */
    boolean drawsKinds() {
        return this == SWARM || this == PARALLEL || this == FAN_OUT || this == STREAMS;
    }

    private static ImmutableList<Hazard> allButUserCode() {
        return ImmutableList.<Hazard>builder()
                .addAll(Hazards.of(FaultGroup.PROCESSES))
                .addAll(Hazards.of(FaultGroup.STORE))
                .addAll(Hazards.of(FaultGroup.KINESIS))
                .addAll(Hazards.of(FaultGroup.NETWORK))
                .addAll(Hazards.of(FaultGroup.FLEET))
                .build();
    }
}
