package io.millrace.simulation.world;

import io.millrace.ports.processing.RecordProcessor;
import io.millrace.ports.processing.RecordProcessorFactory;
import io.millrace.ports.processing.ShardContext;
import io.millrace.ports.processing.ShardControl;
import java.util.Objects;

/** Makes processors that do what those of another factory do and misbehave as the scenario says. */
public final class MisbehavingFactory implements RecordProcessorFactory {
    private final RecordProcessorFactory factory;
    private final UserFaultPlan faults;
    private final MisbehavingProcessor.Host host;

    public MisbehavingFactory(RecordProcessorFactory factory, UserFaultPlan faults, MisbehavingProcessor.Host host) {
        this.factory = Objects.requireNonNull(factory, "factory");
        this.faults = Objects.requireNonNull(faults, "faults");
        this.host = Objects.requireNonNull(host, "host");
    }

    @Override
    public RecordProcessor create(ShardContext shard) throws Exception {
        return create(shard, cause -> {});
    }

    @Override
    public RecordProcessor create(ShardContext shard, ShardControl control) throws Exception {
        return new MisbehavingProcessor(factory.create(shard, control), faults, host, shard, control);
    }
}
