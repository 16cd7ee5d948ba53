package io.millrace.simulation.scenario;

import com.google.common.collect.ImmutableList;
import java.time.Duration;

/** What is done to a fleet or to a stream by plan, as the profiles of that name say. */
final class Plans {
    private Plans() {}

    static ImmutableList<Action> of(Profile profile, Scenario scenario) {
        return switch (profile) {
            case ROLLING_DEPLOY -> rollingDeploy(scenario);
            case RESHARD_STORM -> reshardStorm(scenario);
            case SCALE -> scale(scenario);
            default -> ImmutableList.of();
        };
    }

    /** Each worker in its turn stops and is there again a little later, over the second to eighth tenth of the time. */
    private static ImmutableList<Action> rollingDeploy(Scenario scenario) {
        Duration tenth = scenario.duration().dividedBy(10);
        Duration step = tenth.multipliedBy(7).dividedBy(Math.max(1, scenario.workers()));
        ImmutableList.Builder<Action> actions = ImmutableList.builder();
        for (int i = 0; i < scenario.workers(); i++) {
            Duration at = tenth.plus(step.multipliedBy(i));
            actions.add(new Action.GracefulStop(at, "w" + (i + 1)));
            actions.add(new Action.Join(at.plus(step.dividedBy(2)), "w" + (i + 1)));
        }
        return actions.build();
    }

    /** Bursts of splits and merges, so that shards close before their parents are read to the end. */
    private static ImmutableList<Action> reshardStorm(Scenario scenario) {
        long bursts = Math.max(2, scenario.duration().toMinutes() / 5);
        ImmutableList.Builder<Action> actions = ImmutableList.builder();
        for (int burst = 0; burst < bursts; burst++) {
            actions.addAll(ServiceHazards.reshardBurst(ScenarioGenerator.draw(scenario, "reshard storm", burst)));
        }
        return actions.build();
    }

    /** From the one worker of the beginning up to all of them at the half of the time, down to one at nine tenths. */
    private static ImmutableList<Action> scale(Scenario scenario) {
        Duration tenth = scenario.duration().dividedBy(10);
        ImmutableList.Builder<Action> actions = ImmutableList.builder();
        int others = scenario.workers() - 1;
        for (int i = 1; i <= others; i++) {
            actions.add(new Action.Join(
                    tenth.plus(tenth.multipliedBy(4).multipliedBy(i).dividedBy(others)), "w" + (i + 1)));
            actions.add(new Action.GracefulStop(
                    tenth.multipliedBy(6)
                            .plus(tenth.multipliedBy(3).multipliedBy(i).dividedBy(others)),
                    "w" + (i + 1)));
        }
        return actions.build();
    }
}
