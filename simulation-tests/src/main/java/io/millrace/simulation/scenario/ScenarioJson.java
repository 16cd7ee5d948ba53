package io.millrace.simulation.scenario;

import java.util.Iterator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Scenarios as JSON text. */
public final class ScenarioJson {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private ScenarioJson() {}

    /** One action a line, so that a difference between two scenarios is a difference between lines. */
    public static String write(Scenario scenario) {
        String head = MAPPER.writeValueAsString(scenario.withActions());
        StringBuilder text = new StringBuilder(head.substring(0, head.lastIndexOf("[]"))).append('[');
        for (Iterator<Action> actions = scenario.actions().iterator(); actions.hasNext(); ) {
            // the type has to be named, or else the kind of action would be left out
            text.append("\n  ")
                    .append(MAPPER.writerFor(Action.class).writeValueAsString(actions.next()))
                    .append(actions.hasNext() ? "," : "\n");
        }
        return text.append("]}").toString();
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException when the text is no scenario; its message says why
     */
    public static Scenario read(String text) {
        try {
            return MAPPER.readValue(text, Scenario.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("this is no scenario: " + e.getOriginalMessage(), e);
        }
    }
}
