package io.millrace.simulation.report;

import com.google.common.collect.ImmutableSet;
import io.millrace.simulation.scenario.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * An action of a scenario as people read it.
 *
 * @param kind as the scenario's text calls it
 * @param worker whom it befalls; empty when everybody or nobody in particular
 * @param lastsMillis for how long; -1 for what is done at once
 * @param text all of it
 */
record ActionText(String kind, Optional<String> worker, long lastsMillis, String text) {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    /** What can be seen of these is shown when it happens. */
    private static final ImmutableSet<String> SEEN =
            ImmutableSet.of("crash", "crashAtEvent", "join", "joinTwin", "stop", "split", "merge");

    static ActionText of(Action action) {
        JsonNode node = MAPPER.readTree(MAPPER.writerFor(Action.class).writeValueAsString(action));
        String kind = node.path("do").asString();
        Optional<String> worker =
                Optional.of(node.path("worker")).filter(JsonNode::isString).map(JsonNode::asString);
        JsonNode lasts = node.path("lasts");
        List<String> parts = new ArrayList<>();
        node.properties().forEach(part -> {
            if (!part.getKey().equals("do")
                    && !part.getKey().equals("at")
                    && !part.getValue().isNull()) {
                parts.add(part.getKey() + " " + readable(part.getValue()));
            }
        });
        return new ActionText(
                kind,
                worker,
                lasts.isString() ? Duration.parse(lasts.asString()).toMillis() : -1,
                kind + (parts.isEmpty() ? "" : ": " + String.join(", ", parts)));
    }

    /** Whether what it does is seen in the fleet or the stream itself. */
    boolean showsByItself() {
        return SEEN.contains(kind);
    }

    private static String readable(JsonNode value) {
        if (value.isDouble()) {
            return String.format(Locale.ROOT, "%.2f", value.asDouble());
        }
        String text = value.isString() ? value.asString() : value.toString();
        return text.matches("[A-Z_]+") ? text.toLowerCase(Locale.ROOT).replace('_', ' ') : text;
    }
}
