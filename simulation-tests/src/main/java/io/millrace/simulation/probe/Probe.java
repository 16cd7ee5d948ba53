package io.millrace.simulation.probe;

/** A rare coincidence. Runs in which it never came about say nothing about what the engine does then. */
public enum Probe {
    MOVED_WITH_BATCH_IN_HAND("a lease changed hands while its last owner still had a batch in hand", false),
    ANSWER_OF_WRITE_LOST("a write was carried out and its answer lost", false),
    CONFLICT_WITH_ITSELF("a worker was refused a write by what it had written itself", false),
    FENCED("a worker stopped delivering because it could not prove that it lives", false),
    LONG_PAUSE_SURVIVED("a worker stood still for longer than its failover time and went on", false),
    PARENTS_ENDED_APART("both parents of a merged shard were ended by different workers", false),
    GRANDCHILD_BEFORE_GRANDPARENT_ENDED("a shard was split or merged before its own parents were processed", false),
    CHILD_READ_BEFORE_LISTED("a child was named by the end of its parent before any listing showed it", false),
    PARENT_MISSING_FROM_LIST("a listing lacked a shard whose child it showed", false),
    ITERATOR_EXPIRED("an iterator had expired when it was used", false),
    TRIM_OVERTOOK_READER("records fell out of retention before they were read", true),
    LEASE_MADE_TWICE("a lease was made that another worker had made already", false),
    PLAN_FROM_STALE_LIST("a leader planned right after it had been shown an old listing", false),
    CHECKPOINT_REFUSED_AFTER_LOSS("a checkpoint was refused because the lease was lost", false),
    HUNG_PROCESSOR_LEFT_BEHIND("a shard was given up while a call of its processor had not returned", false),
    SUBSCRIPTION_BROKE("a subscription that was open was followed by another of the same worker", false),
    SUBSCRIPTION_REFUSED_AS_TOO_SOON("the service refused a subscription, because another was too young", false),
    LONE_SURVIVOR("the whole fleet died, and then one worker alone took everything over", false);

    private final String sentence;
    private final boolean rare;

    Probe(String sentence, boolean rare) {
        this.sentence = sentence;
        this.rare = rare;
    }

    /** What has happened, for people. */
    public String sentence() {
        return sentence;
    }

    /** Whether many runs may well go by without it. */
    public boolean isRare() {
        return rare;
    }
}
