package io.millrace.app.simulate;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import io.millrace.simulation.scenario.Environment;
import io.millrace.simulation.scenario.Scenario;
import java.time.Duration;

/** What is unusual about the settings of a scenario and about its world, in words: whoever reads the figures has to know. */
final class CircumstancesText {
    private CircumstancesText() {}

    /** A sentence; empty when everything is as usual. */
    static String of(Scenario scenario) {
        ImmutableList.Builder<String> unusual = ImmutableList.builder();
        scenario.settings().forEach((key, value) -> unusual.add(key + "=" + value));
        if (!scenario.workerSettings().isEmpty()) {
            unusual.add(Texts.count(scenario.workerSettings().size(), "worker") + " with settings of their own");
        }
        Environment environment = scenario.environment();
        Environment usual = Environment.USUAL;
        if (!environment.retention().equals(usual.retention())) {
            unusual.add("records kept for " + Texts.clock(environment.retention()));
        }
        if (environment.leasesPerPage() != usual.leasesPerPage()
                || environment.shardsPerPage() != usual.shardsPerPage()) {
            unusual.add("listings in pages of " + Texts.count(environment.leasesPerPage(), "lease") + " and "
                    + Texts.count(environment.shardsPerPage(), "shard"));
        }
        if (environment.clockDriftPartsPerMillion() > 0) {
            unusual.add("clocks that drift by up to " + environment.clockDriftPartsPerMillion() + " parts a million");
        }
        if (environment.streamCount() > 1) {
            unusual.add(environment.streamCount() + " streams of these shards each");
        }
        if (environment.hotKeyShare() > 0) {
            unusual.add(Math.round(environment.hotKeyShare() * 100) + " % of the records under one key");
        }
        if (environment.storeReadyAfter().compareTo(Duration.ZERO) > 0) {
            unusual.add("a lease table that is ready after " + Texts.clock(environment.storeReadyAfter()));
        }
        ImmutableList<String> all = unusual.build();
        return all.isEmpty() ? "" : "With " + Joiner.on(", ").join(all) + ".";
    }
}
