package io.millrace.simulation.mutants;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.engine.coordination.WorkerRules;
import io.millrace.simulation.scenario.Profile;
import io.millrace.simulation.scenario.Scenario;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A bug as somebody could have written it: as wrong rules of the domain, or as a change of the sources. Production code
 * knows nothing of it.
 *
 * @param id how it is called; M1 to M22 are those of the simulator's specification
 * @param sentence what is wrong with it
 * @param caughtBy the laws of which one has to name it
 * @param profile where it shows
 * @param scenario what is changed about the profile's scenarios, so that it shows sooner
 * @param rules the wrong rules; empty when it is a change of the sources
 * @param changes of the sources
 */
record PlantedBug(
        String id,
        String sentence,
        ImmutableSortedSet<String> caughtBy,
        Profile profile,
        UnaryOperator<Scenario> scenario,
        Optional<Class<? extends WorkerRules>> rules,
        ImmutableList<SourceChange> changes) {

    /**
     * One change of one source file.
     *
     * @param file below the project's folder
     * @param was a text that occurs in it exactly once
     * @param becomes what stands there instead
     */
    record SourceChange(String file, String was, String becomes) {}

    /** Wrong rules. */
    static PlantedBug rules(
            String id, String sentence, String caughtBy, Profile profile, Class<? extends WorkerRules> rules) {
        return new PlantedBug(
                id,
                sentence,
                laws(caughtBy),
                profile,
                UnaryOperator.identity(),
                Optional.of(rules),
                ImmutableList.of());
    }

    /** A change of the sources. */
    static PlantedBug source(
            String id, String sentence, String caughtBy, Profile profile, String file, String was, String becomes) {
        return new PlantedBug(
                id,
                sentence,
                laws(caughtBy),
                profile,
                UnaryOperator.identity(),
                Optional.empty(),
                ImmutableList.of(new SourceChange(file, was, becomes)));
    }

    /** The same with one more change. */
    PlantedBug and(String file, String was, String becomes) {
        ImmutableList<SourceChange> all = ImmutableList.<SourceChange>builder()
                .addAll(changes)
                .add(new SourceChange(file, was, becomes))
                .build();
        return new PlantedBug(id, sentence, caughtBy, profile, scenario, rules, all);
    }

    /** The same in changed scenarios. */
    PlantedBug in(UnaryOperator<Scenario> change) {
        return new PlantedBug(id, sentence, caughtBy, profile, change, rules, changes);
    }

    private static ImmutableSortedSet<String> laws(String ids) {
        return ImmutableSortedSet.copyOf(ids.split(" "));
    }

    @Override
    public String toString() {
        return id + " " + sentence;
    }
}
