package io.millrace.benchmarks.dataplane;

import com.google.common.collect.ImmutableSet;

/** Who reads. */
enum Who {
    /** A loop around the SDK's synchronous client, or a subscription for each shard: what no consumer can do without. */
    LOOP("loop", "bare SDK loop", ImmutableSet.of(Mode.POLLING, Mode.FAN_OUT)),
    LOOP_ASYNC("loop-async", "bare SDK loop, asynchronous", ImmutableSet.of(Mode.POLLING)),
    MILLRACE("millrace", "Millrace", ImmutableSet.of(Mode.POLLING, Mode.FAN_OUT)),
    /** With settings that let it begin sooner and rest less. */
    KCL("kcl", "KCL 3.5.1, tuned", ImmutableSet.of(Mode.POLLING, Mode.FAN_OUT)),
    KCL_DEFAULT("kcl-default", "KCL 3.5.1, defaults", ImmutableSet.of(Mode.POLLING));

    private final String id;
    private final String title;
    private final ImmutableSet<Mode> modes;

    Who(String id, String title, ImmutableSet<Mode> modes) {
        this.id = id;
        this.title = title;
        this.modes = modes;
    }

    /** On the command line and in lines of JSON. */
    String id() {
        return id;
    }

    /** In the table and the plot. */
    String title() {
        return title;
    }

    /** What can be measured of it. */
    ImmutableSet<Mode> modes() {
        return modes;
    }

    boolean isKcl() {
        return this == KCL || this == KCL_DEFAULT;
    }

    /** Whether it needs DynamoDB. */
    boolean keepsLeases() {
        return this == MILLRACE || isKcl();
    }
}
